import { bodyOf, type Call, sendEvents } from './call.ts'
import { fail, HEADERS } from './openai-head.ts'
import { callsTool, failingStatus, TEXT, TOOL, WORDS } from './said.ts'

const CHAT = { id: 'chatcmpl-1', created: 1_790_000_000, model: 'gpt-5.5-2026-04-23', system_fingerprint: 'fp_1' }
const DONE = 'data: [DONE]\n\n'

/** https://platform.openai.com/docs/api-reference/chat */
export async function chat(call: Call): Promise<void> {
  const { reply } = call
  const body = await bodyOf(call)
  const failing = failingStatus(body['model'])
  if (failing !== undefined) return fail(call, failing)
  if (body['model'] === 'breaks') {
    const error = { message: 'The server had an error', type: 'server_error', param: null, code: null }
    await sendEvents(reply, { events: [...words().slice(0, 2), data({ error })], headers: HEADERS, held: false })
  } else if (body['stream'] === true) {
    const events = callsTool(body) ? toolEvents() : [...words(), chunk({}, 'stop'), DONE]
    await sendEvents(reply, { events, headers: HEADERS, held: body['model'] === 'held' })
  } else {
    const usage = { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 }
    await reply.json(200, { ...CHAT, object: 'chat.completion', choices: [choice(callsTool(body))], usage }, HEADERS)
  }
}

function choice(calls: boolean): object {
  const say = { index: 0, logprobs: null, finish_reason: calls ? 'tool_calls' : 'stop' }
  const message = { role: 'assistant', refusal: null, annotations: [] }
  if (!calls) return { ...say, message: { ...message, content: TEXT } }
  const tool = { id: 'call_1', type: 'function', function: { name: TOOL.name, arguments: TOOL.pieces.join('') } }
  return { ...say, message: { ...message, content: null, tool_calls: [tool] } }
}

function words(): string[] {
  return [chunk({ role: 'assistant', content: '' }), ...WORDS.map((content) => chunk({ content }))]
}

function toolEvents(): string[] {
  const tool = { index: 0, id: 'call_1', type: 'function', function: { name: TOOL.name, arguments: '' } }
  const pieces = TOOL.pieces.map((text) => chunk({ tool_calls: [{ index: 0, function: { arguments: text } }] }))
  const first = chunk({ role: 'assistant', content: null, tool_calls: [tool] })
  return [first, ...pieces, chunk({}, 'tool_calls'), DONE]
}

function chunk(delta: object, finish_reason: string | null = null): string {
  return data({ ...CHAT, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] })
}

function data(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`
}

import { bodyOf, type Call, sendEvents } from './call.ts'
import { fail, HEADERS } from './openai-head.ts'
import { callsTool, failingStatus, TEXT, TOOL, WORDS } from './said.ts'

const USAGE = {
  input_tokens: 9,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 4,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 13,
}

/** https://platform.openai.com/docs/api-reference/responses */
export async function responses(call: Call): Promise<void> {
  const { reply } = call
  const body = await bodyOf(call)
  const failing = failingStatus(body['model'])
  if (failing !== undefined) return fail(call, failing)
  const calls = callsTool(body)
  if (body['stream'] === true) {
    await sendEvents(reply, { events: eventsOf(calls), headers: HEADERS, held: body['model'] === 'held' })
  } else {
    await reply.json(200, response('completed', [itemOf(calls, 'completed')]), HEADERS)
  }
}

function response(status: string, output: readonly object[]): object {
  const about = { id: 'resp_1', object: 'response', created_at: 1_790_000_000, model: 'gpt-5.5-2026-04-23' }
  return { ...about, status, output, incomplete_details: null, error: null, usage: USAGE }
}

function itemOf(calls: boolean, status: 'in_progress' | 'completed'): object {
  const done = status === 'completed'
  if (calls) {
    const args = done ? TOOL.pieces.join('') : ''
    return { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: TOOL.name, arguments: args, status }
  }
  const content = done ? [{ type: 'output_text', text: TEXT, annotations: [] }] : []
  return { type: 'message', id: 'msg_1', role: 'assistant', status, content }
}

function eventsOf(calls: boolean): string[] {
  let count = 0
  const event = (type: string, rest: object) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: count++, ...rest })}\n\n`
  const place = calls ? { item_id: 'fc_1', output_index: 0 } : { item_id: 'msg_1', output_index: 0, content_index: 0 }
  const kind = calls ? 'response.function_call_arguments' : 'response.output_text'
  const whole = calls ? { arguments: TOOL.pieces.join('') } : { text: TEXT }
  return [
    event('response.created', { response: response('in_progress', []) }),
    event('response.output_item.added', { output_index: 0, item: itemOf(calls, 'in_progress') }),
    ...(calls ? [] : [event('response.content_part.added', { ...place, part: part('') })]),
    ...(calls ? TOOL.pieces : WORDS).map((delta) => event(`${kind}.delta`, { ...place, delta })),
    event(`${kind}.done`, { ...place, ...whole }),
    ...(calls ? [] : [event('response.content_part.done', { ...place, part: part(TEXT) })]),
    event('response.output_item.done', { output_index: 0, item: itemOf(calls, 'completed') }),
    event('response.completed', { response: response('completed', [itemOf(calls, 'completed')]) }),
  ]
}

function part(text: string): object {
  return { type: 'output_text', text, annotations: [] }
}

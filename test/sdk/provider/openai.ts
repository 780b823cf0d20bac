import type { HeaderList } from '@strait/testkit'
import { bodyOf, type Call, sendEvents } from './call.ts'

const HEADERS: HeaderList = [
  ['x-request-id', 'req_openai_1'],
  ['openai-processing-ms', '12'],
  ['x-ratelimit-remaining-requests', '4999'],
]

const CHAT = { id: 'chatcmpl-1', created: 1_790_000_000, model: 'gpt-5.5-2026-04-23', system_fingerprint: 'fp_1' }
const WORDS = ['Good', ' mor', 'ning.']

/** As api.openai.com answers. */
export async function openai(call: Call): Promise<void> {
  const { request, reply, path } = call
  if (path.endsWith('/chat/completions')) return chat(call)
  if (path === '/v1/models') return list(call)
  if (path === '/v1/files' && request.method === 'POST') return upload(call)
  const message = `Invalid URL (${request.method} ${path})`
  await reply.json(404, { error: { message, type: 'invalid_request_error', param: null, code: null } })
}

async function chat(call: Call): Promise<void> {
  const { reply } = call
  const { model, stream } = await bodyOf(call)
  if (model === 'limited') {
    const error = { message: 'Rate limit reached', type: 'requests', param: null, code: 'rate_limit_exceeded' }
    await reply.json(429, { error }, [...HEADERS, ['retry-after', '20']])
  } else if (stream === true) {
    await sendEvents(reply, { events: events(), headers: HEADERS, held: model === 'held' })
  } else {
    const message = { role: 'assistant', content: WORDS.join(''), refusal: null, annotations: [] }
    const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }]
    const usage = { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 }
    await reply.json(200, { ...CHAT, object: 'chat.completion', choices, usage }, HEADERS)
  }
}

function events(): string[] {
  const chunk = (delta: object, finish_reason: string | null) => {
    const choices = [{ index: 0, delta, finish_reason }]
    return `data: ${JSON.stringify({ ...CHAT, object: 'chat.completion.chunk', choices })}\n\n`
  }
  const words = WORDS.map((content) => chunk({ content }, null))
  return [chunk({ role: 'assistant', content: '' }, null), ...words, chunk({}, 'stop'), 'data: [DONE]\n\n']
}

async function list({ reply }: Call): Promise<void> {
  const data = ['gpt-5.5', 'ft:gpt-4o:org::id'].map((id) => ({ id, object: 'model', created: 1, owned_by: 'openai' }))
  await reply.json(200, { object: 'list', data }, HEADERS)
}

async function upload({ request, reply }: Call): Promise<void> {
  const { length } = await request.body
  const file = { id: 'file-1', object: 'file', bytes: length, created_at: 1, filename: 'notes.jsonl', purpose: 'batch' }
  await reply.json(200, file, HEADERS)
}

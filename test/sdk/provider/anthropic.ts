import type { HeaderList } from '@strait/testkit'
import { bodyOf, type Call, sendEvents } from './call.ts'

const HEADERS: HeaderList = [
  ['request-id', 'req_anthropic_1'],
  ['anthropic-ratelimit-requests-remaining', '49'],
]
const WORDS = ['Good', ' mor', 'ning.']
const MESSAGE = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-sonnet-5-5', stop_sequence: null }

/** As api.anthropic.com answers. */
export async function anthropic(call: Call): Promise<void> {
  const { request, reply, path } = call
  if (path === '/v1/messages') return messages(call)
  if (path === '/v1/models') return list(call)
  if (path === '/v1/files' && request.method === 'POST') return upload(call)
  await reply.json(404, failure('not_found_error', 'Not found'), HEADERS)
}

async function messages(call: Call): Promise<void> {
  const { reply } = call
  const { model, stream } = await bodyOf(call)
  if (model === 'limited') {
    await reply.json(429, failure('rate_limit_error', 'This request would exceed your rate limit.'), HEADERS)
  } else if (stream === true) {
    await sendEvents(reply, { events: events(), headers: HEADERS, held: model === 'held' })
  } else {
    const content = [{ type: 'text', text: WORDS.join('') }]
    const usage = { input_tokens: 9, output_tokens: 4 }
    await reply.json(200, { ...MESSAGE, content, stop_reason: 'end_turn', usage }, HEADERS)
  }
}

function events(): string[] {
  const event = (type: string, rest: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`
  const usage = { input_tokens: 9, output_tokens: 1 }
  return [
    event('message_start', { message: { ...MESSAGE, content: [], stop_reason: null, usage } }),
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    event('ping', {}),
    ...WORDS.map((text) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })),
    event('content_block_stop', { index: 0 }),
    event('message_delta', { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 4 } }),
    event('message_stop', {}),
  ]
}

async function list({ reply }: Call): Promise<void> {
  const id = 'claude-sonnet-5-5'
  const model = { type: 'model', id, display_name: 'Claude Sonnet 5.5', created_at: '2025-09-29T00:00:00Z' }
  await reply.json(200, { data: [model], has_more: false, first_id: id, last_id: id }, HEADERS)
}

async function upload({ request, reply }: Call): Promise<void> {
  const { length } = await request.body
  const kind = { type: 'file', filename: 'notes.txt', mime_type: 'text/plain', created_at: '2026-01-01T00:00:00Z' }
  await reply.json(200, { ...kind, id: 'file_1', size_bytes: length }, HEADERS)
}

function failure(type: string, message: string): object {
  return { type: 'error', error: { type, message }, request_id: 'req_anthropic_1' }
}

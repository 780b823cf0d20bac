import type { HeaderList } from '@strait/testkit'
import { batches } from './batches.ts'
import { bodyOf, type Call, sendEvents } from './call.ts'
import { callsTool, failingStatus, MEDIA, TEXT, TOOL, WORDS } from './said.ts'

const HEADERS: HeaderList = [
  ['request-id', 'req_anthropic_1'],
  ['anthropic-ratelimit-requests-remaining', '49'],
]
const MESSAGE = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-sonnet-5-5', stop_sequence: null }
const TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  529: 'overloaded_error',
}

/** As api.anthropic.com answers. */
export async function anthropic(call: Call): Promise<void> {
  const { request, reply, path } = call
  if (path === '/v1/messages') return messages(call)
  if (path.startsWith('/v1/messages/batches/')) return batches(call)
  if (path === '/v1/models') return list(call)
  if (path === '/v1/files' && request.method === 'POST') return upload(call)
  if (/^\/v1\/files\/[^/]+\/content$/.test(path)) return download(call)
  await reply.json(404, failure('not_found_error', 'Not found'), HEADERS)
}

async function messages(call: Call): Promise<void> {
  const { reply } = call
  const body = await bodyOf(call)
  const failing = failingStatus(body['model'])
  if (failing !== undefined) {
    await reply.json(failing, failure(TYPES[failing] ?? 'api_error', `It failed with ${failing}.`), HEADERS)
  } else if (body['model'] === 'breaks') {
    const error = `event: error\ndata: ${JSON.stringify(failure('overloaded_error', 'Overloaded'))}\n\n`
    await sendEvents(reply, { events: [...events(false).slice(0, 4), error], headers: HEADERS, held: false })
  } else if (body['stream'] === true) {
    await sendEvents(reply, { events: events(callsTool(body)), headers: HEADERS, held: body['model'] === 'held' })
  } else {
    const usage = { input_tokens: 9, output_tokens: 4 }
    await reply.json(200, { ...MESSAGE, ...content(callsTool(body)), usage }, HEADERS)
  }
}

function content(calls: boolean): object {
  if (!calls) return { content: [{ type: 'text', text: TEXT }], stop_reason: 'end_turn' }
  return {
    content: [{ type: 'tool_use', id: 'toolu_1', name: TOOL.name, input: TOOL.input }],
    stop_reason: 'tool_use',
  }
}

function events(calls: boolean): string[] {
  const event = (type: string, rest: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`
  const usage = { input_tokens: 9, output_tokens: 1 }
  const stop = { stop_reason: calls ? 'tool_use' : 'end_turn', stop_sequence: null }
  const block = calls ? { type: 'tool_use', id: 'toolu_1', name: TOOL.name, input: {} } : { type: 'text', text: '' }
  const deltas = calls
    ? TOOL.pieces.map((partial_json) => ({ type: 'input_json_delta', partial_json }))
    : WORDS.map((text) => ({ type: 'text_delta', text }))
  return [
    event('message_start', { message: { ...MESSAGE, content: [], stop_reason: null, usage } }),
    event('content_block_start', { index: 0, content_block: block }),
    event('ping', {}),
    ...deltas.map((delta) => event('content_block_delta', { index: 0, delta })),
    event('content_block_stop', { index: 0 }),
    event('message_delta', { delta: stop, usage: { output_tokens: 4 } }),
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

async function download({ reply }: Call): Promise<void> {
  await reply.send(200, MEDIA, [['content-type', 'application/octet-stream'], ...HEADERS])
}

function failure(type: string, message: string): object {
  return { type: 'error', error: { type, message }, request_id: 'req_anthropic_1' }
}

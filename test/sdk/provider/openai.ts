import type { Call } from './call.ts'
import { chat } from './openai-chat.ts'
import { HEADERS } from './openai-head.ts'
import { responses } from './openai-responses.ts'
import { MEDIA } from './said.ts'

/** As api.openai.com answers. */
export async function openai(call: Call): Promise<void> {
  const { request, reply, path } = call
  if (path.endsWith('/chat/completions')) return chat(call)
  if (path.endsWith('/responses')) return responses(call)
  if (path === '/v1/models') return list(call)
  if (path === '/v1/files' && request.method === 'POST') return upload(call)
  if (path.endsWith('/audio/transcriptions')) return transcribe(call)
  if (path === '/v1/audio/speech' || /^\/v1\/files\/[^/]+\/content$/.test(path)) return download(call)
  const message = `Invalid URL (${request.method} ${path})`
  await reply.json(404, { error: { message, type: 'invalid_request_error', param: null, code: null } })
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

async function transcribe({ request, reply }: Call): Promise<void> {
  const { length } = await request.body
  await reply.json(200, { text: `${length} bytes of noise` }, HEADERS)
}

async function download({ request, reply, path }: Call): Promise<void> {
  await request.body
  const type = path.endsWith('/speech') ? 'audio/mpeg' : 'application/octet-stream'
  await reply.send(200, MEDIA, [['content-type', type], ...HEADERS])
}

import type { Call } from './call.ts'
import { sendEvents } from './call.ts'

const WORDS = ['Good', ' mor', 'ning.']
const MODEL = { modelVersion: 'gemini-3.8-flash', responseId: 'r1' }
const USAGE = { promptTokenCount: 9, candidatesTokenCount: 4, totalTokenCount: 13 }

/** As generativelanguage.googleapis.com answers. */
export async function gemini(call: Call): Promise<void> {
  const { path } = call
  if (path.startsWith('/upload/')) return upload(call)
  if (path.endsWith('/models')) return list(call)
  await generate(call)
}

async function generate({ request, reply, path }: Call): Promise<void> {
  const [, model = '', verb] = /\/models\/([^/:]+):(\w+)$/.exec(path) ?? []
  await request.body
  if (model === 'limited') {
    await reply.json(429, failure(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).'))
  } else if (verb === 'streamGenerateContent') {
    await sendEvents(reply, { events: events(), held: model === 'held' })
  } else if (verb === 'generateContent') {
    await reply.json(200, { candidates: [candidate(WORDS.join(''), true)], usageMetadata: USAGE, ...MODEL })
  } else {
    await reply.json(404, failure(404, 'NOT_FOUND', `${path} is not found`))
  }
}

function candidate(text: string, last: boolean): object {
  return { content: { parts: [{ text }], role: 'model' }, index: 0, ...(last ? { finishReason: 'STOP' } : {}) }
}

/** Google ends the lines of its events with CRLF, and sends no [DONE]. */
function events(): string[] {
  return WORDS.map((text, i) => {
    const last = i === WORDS.length - 1
    return `data: ${JSON.stringify({ candidates: [candidate(text, last)], usageMetadata: USAGE, ...MODEL })}\r\n\r\n`
  })
}

async function list({ reply }: Call): Promise<void> {
  await reply.json(200, { models: [{ name: 'models/gemini-3.8-flash', displayName: 'Gemini 3.8 Flash' }] })
}

/** Resumable upload: the first answer names an address at the provider, and the client goes on there. */
async function upload({ request, reply }: Call): Promise<void> {
  const { length } = await request.body
  if (request.header('x-goog-upload-command') === 'start') {
    const url = 'https://generativelanguage.googleapis.com/upload/v1beta/files?upload_id=u1&upload_protocol=resumable'
    const status: [string, string] = ['x-goog-upload-status', 'active']
    await reply.send(200, '', [['x-goog-upload-url', url], status])
  } else {
    const file = { name: 'files/f1', mimeType: 'text/plain', sizeBytes: String(length), state: 'ACTIVE' }
    await reply.json(200, { file }, [['x-goog-upload-status', 'final']])
  }
}

function failure(code: number, status: string, message: string): object {
  return { error: { code, message, status } }
}

import { bodyOf, type Call, sendEvents } from './call.ts'
import { callsTool, failingStatus, TEXT, TOOL, WORDS } from './said.ts'

const MODEL = { modelVersion: 'gemini-3.8-flash', responseId: 'r1' }
const USAGE = { promptTokenCount: 9, candidatesTokenCount: 4, totalTokenCount: 13 }

/** As generativelanguage.googleapis.com answers. */
export async function gemini(call: Call): Promise<void> {
  const { path } = call
  if (path.startsWith('/upload/')) return upload(call)
  if (path.includes(':download')) return download(call)
  if (path.endsWith('/models')) return list(call)
  await generate(call)
}

async function generate(call: Call): Promise<void> {
  const { reply, path } = call
  const [, model = '', verb] = /\/models\/([^/:]+):(\w+)$/.exec(path) ?? []
  const calls = callsTool(await bodyOf(call))
  const failing = failingStatus(model)
  if (failing === 429) {
    await reply.json(429, failure(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).'))
  } else if (failing !== undefined) {
    await reply.json(failing, failure(failing, 'FAILED', `It failed with ${failing}`))
  } else if (verb === 'streamGenerateContent') {
    await sendEvents(reply, { events: calls ? [event(toolCall, true)] : words(), held: model === 'held' })
  } else if (verb === 'generateContent') {
    await reply.json(200, answer(calls ? toolCall : { text: TEXT }, true))
  } else {
    await reply.json(404, failure(404, 'NOT_FOUND', `${path} is not found`))
  }
}

const toolCall = { functionCall: { name: TOOL.name, args: TOOL.input } }

function answer(part: object, last: boolean): object {
  const content = { parts: [part], role: 'model' }
  const candidate = { content, index: 0, ...(last ? { finishReason: 'STOP' } : {}) }
  return { candidates: [candidate], usageMetadata: USAGE, ...MODEL }
}

function words(): string[] {
  return WORDS.map((text, i) => event({ text }, i === WORDS.length - 1))
}

/** Google ends the lines of its events with CRLF, and sends no [DONE]. */
function event(part: object, last: boolean): string {
  return `data: ${JSON.stringify(answer(part, last))}\r\n\r\n`
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

/** A file is elsewhere at the provider, and the key is wanted there as well. */
async function download({ reply, path }: Call): Promise<void> {
  const url = `https://generativelanguage.googleapis.com/download${path}?alt=media`
  if (path.startsWith('/download/')) await reply.send(200, 'the bytes of a file', [['content-type', 'video/mp4']])
  else await reply.send(302, '', [['location', url]])
}

function failure(code: number, status: string, message: string): object {
  return { error: { code, message, status } }
}

import { eventStreamMessage, type HeaderList } from '@strait/testkit'
import { bodyOf, type Call } from './call.ts'
import { callsTool, TEXT, TOOL, WORDS } from './said.ts'

const HEADERS: HeaderList = [['x-amzn-requestid', 'req-bedrock-1']]
const STREAM: HeaderList = [
  ['content-type', 'application/vnd.amazon.eventstream'],
  ['transfer-encoding', 'chunked'],
]
const USAGE = { inputTokens: 9, outputTokens: 4, totalTokens: 13 }

/** Each error with its status; a model of such a name is answered with it. */
export const BEDROCK_ERRORS: Readonly<Record<string, number>> = {
  ValidationException: 400,
  ServiceQuotaExceededException: 400,
  AccessDeniedException: 403,
  ResourceNotFoundException: 404,
  ModelTimeoutException: 408,
  ModelErrorException: 424,
  ModelNotReadyException: 429,
  ThrottlingException: 429,
  InternalServerException: 500,
  ServiceUnavailableException: 503,
}

/** As bedrock-runtime.REGION.amazonaws.com answers: https://docs.aws.amazon.com/bedrock/latest/APIReference */
export async function bedrock(call: Call): Promise<void> {
  const { reply, path } = call
  const [, model = '', verb] = /^\/model\/([^/]+)\/([\w-]+)$/.exec(path) ?? []
  const status = BEDROCK_ERRORS[model]
  if (status !== undefined) return fail(call, model, status)
  if (verb === 'converse') return converse(call)
  if (verb === 'converse-stream') return stream(call, converseEvents(callsTool(await bodyOf(call)), model), model)
  if (verb === 'invoke') return invoke(call)
  if (verb === 'invoke-with-response-stream') return stream(call, WORDS.map(invokeEvent), model)
  await reply.json(404, { message: `no such operation: ${path}` }, [['x-amzn-errortype', 'UnknownOperationException']])
}

async function fail({ request, reply }: Call, name: string, status: number): Promise<void> {
  await request.body
  const type: HeaderList = [['x-amzn-errortype', `${name}:http://internal.amazon.com/coral/com.amazon.bedrock/`]]
  await reply.json(status, { message: `It failed with ${name}.` }, [...HEADERS, ...type])
}

async function converse(call: Call): Promise<void> {
  const calls = callsTool(await bodyOf(call))
  const tool = { toolUse: { toolUseId: 'tooluse_1', name: TOOL.name, input: TOOL.input } }
  const message = { role: 'assistant', content: [calls ? tool : { text: TEXT }] }
  const stopReason = calls ? 'tool_use' : 'end_turn'
  await call.reply.json(200, { output: { message }, stopReason, usage: USAGE, metrics: { latencyMs: 1 } }, HEADERS)
}

/** The body is the model's own: it comes back as it was sent. */
async function invoke({ request, reply }: Call): Promise<void> {
  const body = await request.body
  const type = request.header('content-type') ?? 'application/json'
  await reply.send(200, body, [['content-type', type], ['x-amzn-bedrock-input-token-count', '9'], ...HEADERS])
}

async function stream({ request, reply }: Call, messages: readonly Buffer[], model: string): Promise<void> {
  await request.body
  await reply.head(200, 'OK', [...STREAM, ...HEADERS])
  const few = model === 'held' || model === 'cut'
  for (const message of few ? messages.slice(0, 1) : messages) await reply.chunk(message)
  if (model === 'cut') reply.reset()
  else if (!few) await reply.endChunks()
}

function converseEvents(calls: boolean, model: string): Buffer[] {
  const start = { contentBlockIndex: 0, start: { toolUse: { toolUseId: 'tooluse_1', name: TOOL.name } } }
  const deltas = calls ? TOOL.pieces.map((input) => ({ toolUse: { input } })) : WORDS.map((text) => ({ text }))
  const events = [
    event('messageStart', { role: 'assistant' }),
    ...(calls ? [event('contentBlockStart', start)] : []),
    ...deltas.map((delta) => event('contentBlockDelta', { contentBlockIndex: 0, delta })),
    event('contentBlockStop', { contentBlockIndex: 0 }),
    event('messageStop', { stopReason: calls ? 'tool_use' : 'end_turn' }),
    event('metadata', { usage: USAGE, metrics: { latencyMs: 1 } }),
  ]
  return model === 'breaks' ? [...events.slice(0, 2), exception('modelStreamErrorException')] : events
}

function invokeEvent(text: string): Buffer {
  return event('chunk', { bytes: Buffer.from(JSON.stringify({ text })).toString('base64') })
}

function event(type: string, payload: object): Buffer {
  return message({ ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' }, payload)
}

function exception(type: string): Buffer {
  const headers = { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' }
  return message(headers, { message: 'The model broke off.' })
}

function message(headers: Readonly<Record<string, string>>, payload: object): Buffer {
  return eventStreamMessage(headers, Buffer.from(JSON.stringify(payload)))
}

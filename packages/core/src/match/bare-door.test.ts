import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makeRoute } from '../../test/harness.ts'
import type { Caller, Carrier, Identified, Match } from '../exchange.ts'
import type { Matcher } from '../plan.ts'
import { providers } from '../providers/index.ts'
import { utf8 } from '../web/bytes.ts'
import { bareDoor } from './bare-door.ts'
import type { BareCandidate } from './bare-houses.ts'

/** `name`, or `name:type`; with `+` in front the config names it. */
function candidate(text: string): BareCandidate {
  const configured = text.startsWith('+')
  const [name = '', type = name] = text.replace('+', '').split(':')
  const provider = providers.get(type) ?? assert.fail(type)
  const route = makeRoute(() => assert.fail('not sent here'), { name, provider })
  return { name, provider, route, configured }
}

/** The built-ins, and what the config names instead or beside them. */
function doorWith(...configured: string[]): Matcher {
  const named = configured.map((text) => candidate(`+${text}`))
  const builtIn = [...providers.keys()].filter((name) => name !== 'custom' && !named.some((one) => one.name === name))
  return bareDoor([...builtIn.map(candidate), ...named])
}

interface Call {
  readonly key?: string
  readonly headers?: readonly string[]
  readonly model?: string
  readonly body?: string
  /** Where a key for Strait itself stood. */
  readonly ours?: readonly Carrier[]
  readonly caller?: Caller
}

function exchangeOf(request: string, { key, headers = [], model, body, ours = [], caller }: Call): Identified {
  const [method = '', target = ''] = request.split(' ')
  const text = body ?? (model === undefined ? undefined : JSON.stringify({ messages: [], model }))
  const bytes = text === undefined ? undefined : utf8(text)
  const length = bytes === undefined ? [] : ['content-type', 'application/json', 'content-length', String(bytes.length)]
  const bearer = key === undefined ? [] : ['authorization', `Bearer ${key}`]
  const exchange = accepted(arrival({ method, target, headers: [...bearer, ...headers, ...length], body: bytes }))
  return Object.assign(exchange, { caller: caller ?? ({ kind: 'anonymous' } as const), carriers: ours })
}

function found(matcher: Matcher, request: string, call: Call = {}): Match | undefined {
  const match = matcher.match(exchangeOf(request, call))
  assert.ok(!(match instanceof Promise), 'nothing has to be waited for')
  return match
}

const CHAT = 'POST /v1/chat/completions'
const MESSAGES = 'POST /v1/messages'
const UNIFIED = 'path /v1/{chat/completions, responses, embeddings, files, models, ...}'
const KEYS = ['openai', 'anthropic', 'gemini', 'mistral', 'xai', 'cohere', 'deepseek', 'fireworks', 'perplexity']

/** With nothing configured, every caller with a key of its own. */
const alone: readonly (readonly [request: string, call: Call, rule: string, rest?: string])[] = [
  [CHAT, {}, `openai: ${UNIFIED}`],
  [CHAT, { key: 'k' }, `openai: ${UNIFIED}`],
  [CHAT, { key: 'sk-proj-x', model: 'grok-4' }, 'openai: key prefix sk-proj-'],
  [CHAT, { key: 'sk-ant-x' }, 'anthropic: key prefix sk-ant-'],
  [CHAT, { key: 'gsk_x' }, 'groq: key prefix gsk_'],
  [CHAT, { key: 'xai-x' }, 'xai: key prefix xai-'],
  [CHAT, { key: 'sk-or-v1-x' }, 'openrouter: key prefix sk-or-'],
  [CHAT, { key: 'pplx-x' }, 'perplexity: key prefix pplx-'],
  [CHAT, { key: 'csk-x' }, 'cerebras: key prefix csk-'],
  [CHAT, { key: 'fw_x' }, 'fireworks: key prefix fw_'],
  [CHAT, { key: 'AIzaX' }, 'gemini: key prefix AIza', '/v1beta/openai/chat/completions'],
  [CHAT, { key: 'ABSKx' }, 'bedrock: key prefix ABSK', '/openai/v1/chat/completions'],
  // Anthropic's SDKs send a bearer now; the older ones x-api-key. Either alone says nothing: what stands there does.
  [MESSAGES, { key: 'k' }, 'anthropic: path /v1/messages'],
  [MESSAGES, { key: 'sk-ant-x' }, 'anthropic: key prefix sk-ant-'],
  [MESSAGES, { headers: ['x-api-key', 'sk-ant-x'] }, 'anthropic: key prefix sk-ant-'],
  [MESSAGES, { key: 'sk-or-v1-x', headers: ['anthropic-version', '2026-10-21'] }, 'openrouter: key prefix sk-or-'],
  ['GET /v1/models', { key: 'sk-ant-x' }, 'anthropic: key prefix sk-ant-'],
  ['GET /v1/models', { key: 'gsk_x' }, 'groq: key prefix gsk_'],
  ['GET /v1/models', { key: 'AQ.x' }, 'gemini: key prefix AQ.', '/v1beta/openai/models'],
  ['GET /v1/models?key=AIzaX', {}, 'gemini: headers /v*/{models, files} with ?key'],
  ['GET /v1/models/ft:gpt-4o:org::id', { key: 'k' }, 'openai: model ft:gpt-*'],
  ['POST /v1/rerank', { key: 'fw_x' }, 'fireworks: key prefix fw_'],
  ['POST /v1/rerank', { key: 'k' }, 'cohere: path /v1/{chat, embed, rerank, ...}'],
  // The path says it all: nobody else is asked.
  ['POST /v2/chat', { key: 'sk-ant-x' }, 'cohere: path /v2/{chat, embed, rerank}'],
  ['POST /api/chat', { key: 'gsk_x' }, 'ollama: path /api/{chat, generate, embed, tags, ...}'],
  // Keys of no known beginning leave it to the model, as long as the provider's keys look no different.
  [CHAT, { key: 'k', model: 'mistral-large-latest' }, 'mistral: model mistral-*'],
  [CHAT, { key: 'k', model: 'command-a-03-2025' }, 'cohere: model command-*', '/compatibility/v1/chat/completions'],
  [CHAT, { key: 'k', model: 'grok-4' }, `openai: ${UNIFIED}`],
  [CHAT, { key: 'sk-0123456789', model: 'deepseek-chat' }, 'deepseek: model deepseek-*'],
  [CHAT, { key: 'sk-0123456789', model: 'gpt-5' }, 'openai: model gpt-*'],
  // Without any key nobody would answer: the prompt stays with the owner of the path.
  [CHAT, { model: 'mistral-large-latest' }, `openai: ${UNIFIED}`],
]

for (const [request, call, rule, rest] of alone) {
  test(`bareDoor() leads ${request} with ${JSON.stringify(call)} to ${rule}`, () => {
    const match = found(doorWith(), request, call)
    assert.equal(match?.rule, `bare ${rule}`)
    assert.equal(match?.route.name, rule.slice(0, rule.indexOf(':')))
    assert.equal(match?.rest, rest ?? request.slice(request.indexOf('/')).split('?')[0])
  })
}

test('bareDoor() knows nothing of a path that no candidate has', () => {
  assert.equal(found(doorWith(), 'POST /nothing/of/theirs'), undefined)
  assert.equal(found(bareDoor([candidate('openai')]), MESSAGES), undefined)
})

test('bareDoor() goes by the model among the providers that the config names', () => {
  const rows: [model: string, rule: string, request?: string, rest?: string][] = [
    ['gpt-5', 'openai: model gpt-*'],
    ['o3-mini', 'openai: model o3*'],
    ['claude-sonnet-4-5', 'anthropic: model claude-*'],
    ['gemini-2.5-pro', 'gemini: model gemini-*', CHAT, '/v1beta/openai/chat/completions'],
    ['codestral-2501', 'mistral: model codestral-*'],
    ['mistral-embed', 'mistral: model mistral-*', 'POST /v1/embeddings'],
    ['text-embedding-3-small', 'openai: model text-embedding-3-*', 'POST /v1/embeddings'],
    ['grok-4', 'xai: model grok-*', 'POST /v1/responses'],
    ['sonar-pro', 'perplexity: model sonar*'],
    ['command-r', 'cohere: model command-*', CHAT, '/compatibility/v1/chat/completions'],
    ['accounts/fireworks/models/x', 'fireworks: model accounts/fireworks/*'],
    ['deepseek-chat', 'deepseek: model deepseek-*', MESSAGES, '/anthropic/v1/messages'],
    ['claude-opus-4', 'anthropic: model claude-*', MESSAGES],
    // Anybody may serve these.
    ['llama-3.3-70b', `openai: ${UNIFIED}`],
    ['meta-llama/Llama-3.3-70B', `openai: ${UNIFIED}`],
    // Theirs, but they do not serve this path.
    ['gemini-2.5-pro', 'anthropic: path /v1/messages', MESSAGES],
  ]
  for (const [model, rule, request = CHAT, rest = request.split(' ')[1]] of rows) {
    const match = found(doorWith(...KEYS), request, { model })
    assert.deepEqual([match?.rule, match?.rest], [`bare ${rule}`, rest], model)
  }
})

test('bareDoor() goes by a model in the path without looking at the body', () => {
  const door = doorWith(...KEYS)
  assert.equal(found(door, 'GET /v1/models/claude-opus-4', { key: 'k' })?.route.name, 'anthropic')
  assert.equal(found(door, 'GET /v1/models/command-r', { key: 'k' })?.route.name, 'cohere')
  assert.equal(found(door, 'GET /v1/models/ft:gpt-4o:org::id', { key: 'k' })?.route.name, 'openai')
})

test('bareDoor() sends a prompt to nobody whom the config leaves out, where it names the owner of the path', () => {
  const model = 'mistral-large-latest'
  assert.equal(found(doorWith('openai'), CHAT, { key: 'k', model })?.route.name, 'openai')
  assert.equal(found(doorWith('openai', 'mistral'), CHAT, { key: 'k', model })?.route.name, 'mistral')
  assert.equal(found(doorWith('mistral'), CHAT, { model })?.route.name, 'mistral')
})

test('bareDoor() lets a key decide before the model', () => {
  assert.equal(found(doorWith(...KEYS), CHAT, { key: 'gsk_x', model: 'gpt-5' })?.route.name, 'groq')
})

test("bareDoor() reads nothing from a key of Strait's own", () => {
  const ours = [{ kind: 'header', name: 'authorization' }] as const
  assert.equal(found(doorWith(), CHAT, { key: 'gsk_looks-like-it', ours })?.route.name, 'openai')
  const beside = { key: 'gsk_looks-like-it', headers: ['x-api-key', 'xai-x'], ours }
  assert.equal(found(doorWith(), CHAT, beside)?.route.name, 'xai')
})

test('bareDoor() means the one that bears the name of its type, else the one that the config names', () => {
  assert.equal(found(doorWith('openai', 'a:openai', 'b:openai'), CHAT)?.route.name, 'openai')
  assert.equal(found(doorWith('a:azure'), 'POST /openai/deployments/d/chat/completions')?.route.name, 'a')
  assert.equal(found(doorWith('a:azure'), 'POST /openai/deployments/d/chat/completions')?.rule.slice(0, 8), 'bare a: ')
  assert.equal(found(doorWith('mine:openai'), CHAT, { key: 'k' })?.route.name, 'mine')
  // A key of OpenAI's is for OpenAI: a server that merely speaks its API does not get to see it.
  assert.equal(found(doorWith('mine:openai'), CHAT, { key: 'sk-proj-x' })?.route.name, 'openai')
})

/** What is refused, and the doors that the refusal names. */
const doubts: readonly (readonly [why: string, door: Matcher, request: string, call: Call, doors: string])[] = [
  ['two of one type', doorWith('a:openai', 'b:openai'), CHAT, { key: 'k' }, '/a/... or /b/...'],
  [
    'two of one type on a path of theirs alone',
    doorWith('a:azure', 'b:azure'),
    'POST /openai/deployments/d/chat/completions',
    {},
    '/a/... or /b/...',
  ],
  [
    'two of the type that the model names',
    doorWith('openai', 'x1:xai', 'x2:xai'),
    CHAT,
    { model: 'grok-4' },
    '/x1/... or /x2/...',
  ],
  ['two keys', doorWith(), CHAT, { key: 'gsk_x', headers: ['x-api-key', 'sk-ant-x'] }, '/anthropic/... or /groq/...'],
  ['a key of one who does not serve the path', doorWith(), MESSAGES, { key: 'gsk_x' }, '/anthropic/... or /groq/...'],
  ['OpenAI’s key at Anthropic', doorWith(), MESSAGES, { key: 'sk-proj-x' }, '/anthropic/... or /openai/...'],
]

for (const [why, door, request, call, doors] of doubts) {
  test(`bareDoor() refuses ${why}, and says how to choose`, () => {
    assert.throws(
      () => found(door, request, call),
      (error: Error & { code?: string }) => error.code === 'ambiguous_provider' && error.message.endsWith(doors),
    )
  })
}

test('bareDoor() tells no names to who shows no valid key, and reads no body for it', () => {
  const caller = { kind: 'unknown', code: 'key_missing' } as const
  assert.throws(() => found(doorWith('a:openai', 'b:openai'), CHAT, { caller }), { code: 'key_missing' })
  const body = '{"model":"grok-4"'
  assert.equal(found(doorWith(...KEYS), CHAT, { caller, body })?.route.name, 'openai')
})

test('bareDoor() takes the path as it is, where it holds what looks like another method', () => {
  const match = found(doorWith(), 'POST /v1/models/gemini-2.5-flash:generateContent', { key: 'k' })
  assert.equal(match?.rule, 'bare gemini: path /v*/models/M:generateContent')
})

test('bareDoor() waits where the body has yet to come', async () => {
  async function* body() {
    yield utf8('{"model":"grok-4"')
    yield utf8('}')
  }
  const headers = ['content-type', 'application/json', 'transfer-encoding', 'chunked']
  const exchange = accepted(arrival({ target: '/v1/chat/completions', headers, body: body() }))
  const match = doorWith(...KEYS).match(Object.assign(exchange, { caller: { kind: 'anonymous' } as const }))
  assert.ok(match instanceof Promise)
  assert.equal((await match).rule, 'bare xai: model grok-*')
})

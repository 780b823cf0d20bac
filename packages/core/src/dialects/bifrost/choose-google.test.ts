import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival } from '../../../test/harness.ts'
import type { Identified } from '../../exchange.ts'
import { utf8 } from '../../web/bytes.ts'
import { chooseGoogle } from './choose-google.ts'

interface Sent {
  readonly headers?: readonly string[]
  readonly body?: string | AsyncIterable<Uint8Array>
  readonly unknown?: true
}

const JSON_TYPE = ['content-type', 'application/json']

function exchangeOf(request: string, { headers = [], body, unknown }: Sent): Identified {
  const [method = '', target = ''] = request.split(' ')
  const bytes = typeof body === 'string' ? utf8(body) : body
  const framing =
    bytes === undefined
      ? []
      : bytes instanceof Uint8Array
        ? ['content-length', String(bytes.length)]
        : ['transfer-encoding', 'chunked']
  const exchange = accepted(arrival({ method, target, headers: [...headers, ...framing], body: bytes }))
  const caller = unknown ? ({ kind: 'unknown', code: 'key_missing' } as const) : ({ kind: 'anonymous' } as const)
  return Object.assign(exchange, { caller })
}

const RESOURCE = 'projects/p/locations/us-central1/publishers/google/models/gemini-2.5-flash'
const GENERATE = '/v1beta/models/gemini-2.5-flash:generateContent'
const bearer = (token: string): string[] => ['authorization', token]
const named = (model: string): string => JSON.stringify({ model, contents: [] })

const rows: readonly (readonly [request: string, sent: Sent, chosen: string])[] = [
  [`POST ${GENERATE}`, {}, 'gemini by default'],
  ['GET /v1beta/models', {}, 'gemini by default'],
  ['GET /v1/models', { headers: ['x-goog-api-key', 'k'] }, 'gemini by default'],
  ['GET /', {}, 'gemini by default'],
  // The path.
  [`POST /v1/${RESOURCE}:generateContent`, {}, 'vertex by path'],
  [`POST /v1beta1/${RESOURCE}:streamGenerateContent`, {}, 'vertex by path'],
  [`POST /${RESOURCE}:generateContent`, {}, 'vertex by path'],
  ['GET /v1/projects/p/locations/eu/cachedContents/1', {}, 'vertex by path'],
  ['GET /v1/projects/p/locations', {}, 'vertex by path'],
  ['GET /v1/projects/p/locationsx/eu', {}, 'gemini by default'],
  ['GET /v1/projects/p', {}, 'gemini by default'],
  ['GET /v1/locations/eu/projects/p', {}, 'gemini by default'],
  // What google-genai asks for in express mode.
  ['POST /v1beta1/publishers/google/models/g:generateContent', { headers: ['x-goog-api-key', 'k'] }, 'vertex by path'],
  ['POST /v1/publishers/google/models/g:countTokens', {}, 'vertex by path'],
  ['POST /publishers/google/models/g:generateContent', {}, 'vertex by path'],
  ['GET /v1beta/models/publishers/x', {}, 'gemini by default'],
  // The token.
  [`POST ${GENERATE}`, { headers: bearer('Bearer ya29.token') }, 'vertex by token'],
  ['GET /v1/models', { headers: bearer('bearer  ya29.token') }, 'vertex by token'],
  ['GET /v1/models', { headers: bearer('Bearer ya29token') }, 'gemini by default'],
  ['GET /v1/models', { headers: bearer('Bearer xya29.token') }, 'gemini by default'],
  ['GET /v1/models', { headers: bearer('ya29.token') }, 'gemini by default'],
  ['GET /v1/models', { headers: ['x-goog-api-key', 'Bearer ya29.token'] }, 'gemini by default'],
  // The body.
  ['POST /v1beta/interactions', { headers: JSON_TYPE, body: named(RESOURCE) }, 'vertex by model'],
  ['POST /v1/chat/completions', { headers: JSON_TYPE, body: named('publishers/google/models/g') }, 'vertex by model'],
  [
    'POST /v1/x',
    { headers: ['content-type', 'application/json; charset=utf-8'], body: named(RESOURCE) },
    'vertex by model',
  ],
  ['POST /v1beta/cachedContents', { headers: JSON_TYPE, body: named('models/gemini-2.5-flash') }, 'gemini by default'],
  ['POST /v1/x', { headers: JSON_TYPE, body: named('the projects/p/locations/x of mine') }, 'gemini by default'],
  [
    'POST /v1/x',
    { headers: JSON_TYPE, body: JSON.stringify({ contents: [{ model: RESOURCE }] }) },
    'gemini by default',
  ],
  ['POST /v1/x', { headers: JSON_TYPE, body: JSON.stringify({ contents: RESOURCE }) }, 'gemini by default'],
  ['POST /v1/x', { headers: JSON_TYPE, body: 'no json' }, 'gemini by default'],
  ['POST /v1/x', { headers: JSON_TYPE, body: '' }, 'gemini by default'],
  // The path says its model itself.
  [`POST ${GENERATE}`, { headers: JSON_TYPE, body: named(RESOURCE) }, 'gemini by default'],
  // Not JSON, packed, an upload, another method, nobody known.
  ['POST /v1/x', { headers: ['content-type', 'text/plain'], body: named(RESOURCE) }, 'gemini by default'],
  ['POST /v1/x', { body: named(RESOURCE) }, 'gemini by default'],
  ['POST /v1/x', { headers: [...JSON_TYPE, 'content-encoding', 'gzip'], body: named(RESOURCE) }, 'gemini by default'],
  ['POST /upload/v1beta/files', { headers: JSON_TYPE, body: named(RESOURCE) }, 'gemini by default'],
  ['PATCH /v1/x', { headers: JSON_TYPE, body: named(RESOURCE) }, 'gemini by default'],
  ['POST /v1/x', { headers: JSON_TYPE, body: named(RESOURCE), unknown: true }, 'gemini by default'],
]

test('chooseGoogle() is for Gemini unless something is Vertex’s own', async () => {
  for (const [request, sent, chosen] of rows) {
    const exchange = exchangeOf(request, sent)
    const { type, by } = await chooseGoogle(exchange, exchange.path)
    assert.equal(`${type} by ${by}`, chosen, `${request} ${JSON.stringify(sent)}`)
  }
})

test('chooseGoogle() waits for nothing where path and head decide', () => {
  const never: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) }
  for (const request of [`POST ${GENERATE}`, `POST /v1/${RESOURCE}:generateContent`, 'POST /upload/v1beta/files']) {
    const exchange = exchangeOf(request, { headers: JSON_TYPE, body: never })
    assert.equal(chooseGoogle(exchange, exchange.path) instanceof Promise, false, request)
  }
})

test('chooseGoogle() waits for no more of the body than names the model', async () => {
  async function* begun(): AsyncGenerator<Uint8Array> {
    yield utf8(`{"model":"${RESOURCE}",`)
    await new Promise(() => {})
  }
  const exchange = exchangeOf('POST /v1/interactions', { headers: JSON_TYPE, body: begun() })
  assert.equal((await chooseGoogle(exchange, exchange.path)).type, 'vertex')
})

test('chooseGoogle() gives up on a model behind the first 64 kB, and the body goes on whole', async () => {
  const text = JSON.stringify({ contents: 'x'.repeat(100_000), model: RESOURCE })
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < text.length; i += 1000) yield utf8(text.slice(i, i + 1000))
  }
  const exchange = exchangeOf('POST /v1/interactions', { headers: JSON_TYPE, body: pieces() })
  assert.equal((await chooseGoogle(exchange, exchange.path)).type, 'gemini')
  const sent = exchange.body.send()
  assert.ok(sent.kind === 'stream')
  let got = ''
  for await (const chunk of sent.chunks) got += new TextDecoder().decode(chunk)
  assert.equal(got, text)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { forwardRequestHeaders } from '../../packages/core/src/prepare/request-headers.ts'
import { forwardResponseHeaders } from '../../packages/core/src/relay/response-headers.ts'
import { Fields } from '../../packages/core/src/web/fields.ts'
import { fuzz } from './fuzz.ts'

const END_TO_END = [
  'accept',
  'cookie',
  'set-cookie',
  'content-type',
  'content-encoding',
  'authorization',
  'x-api-key',
  'etag',
]
const OWN = ['x-strait-key', 'x-strait-request-id']
const CONTROL = [...OWN, 'x-portkey-api-key', 'x-bf-vk', 'x-litellm-api-key', 'litellm_user_api_key']
const HOP = [
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'proxy-authenticate',
  'proxy-authorization',
]
const REQUEST_ONLY = ['host', 'content-length', 'expect']
const KEPT_THOUGH_NAMED = new Set(['content-type', 'content-encoding', 'content-length', 'host'])

const spelling = fc.constantFrom(
  (name: string) => name,
  (name: string) => name.toUpperCase(),
  capitalised,
)
const known = fc.constantFrom('connection', 'te', 'trailer', ...END_TO_END, ...CONTROL, ...HOP, ...REQUEST_ONLY)
const invented = fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom(...'abxz-_09') })
const name = fc.tuple(fc.oneof({ weight: 4, arbitrary: known }, invented), spelling).map(([text, spell]) => spell(text))
const tokens = fc.array(name, { maxLength: 4 }).map((names) => names.join(', '))
const value = fc.oneof(
  fc.string({ maxLength: 8 }),
  tokens,
  fc.constantFrom('close', 'keep-alive', 'trailers', 'gzip, Trailers'),
)
const head = fc.array(fc.tuple(name, value), { maxLength: 12 }).map((lines) => lines.flat())

function capitalised(text: string): string {
  return text.replace(/^.|-./g, (start) => start.toUpperCase())
}

/** The same rule said line by line, without any cleverness. */
function expected(
  flat: readonly string[],
  stopped: readonly string[],
  prefixes: readonly string[],
  te: boolean,
): string[] {
  const lines = Array.from(
    { length: flat.length / 2 },
    (_, i) => [flat[2 * i] as string, flat[2 * i + 1] as string] as const,
  )
  const connections = lines.filter(([line]) => line.toLowerCase() === 'connection')
  const named = connections.flatMap(([, text]) => text.split(',').map((part) => part.trim().toLowerCase()))
  const isTrailers = (text: string): boolean => text.split(',').some((part) => part.trim().toLowerCase() === 'trailers')
  return lines.flatMap(([line, text]) => {
    const lower = line.toLowerCase()
    if (te && lower === 'te') return isTrailers(text) ? [line, 'trailers'] : []
    const isStopped = stopped.includes(lower) || prefixes.some((prefix) => lower.startsWith(prefix))
    const isNamed = named.includes(lower) && !KEPT_THOUGH_NAMED.has(lower)
    return isStopped || isNamed ? [] : [line, text]
  })
}

test('of a request exactly what concerns this hop or a gateway stops here', () => {
  const stopped = ['connection', 'trailer', ...HOP, ...REQUEST_ONLY]
  const prefixes = ['x-strait-', 'x-portkey-', 'x-bf-', 'x-litellm-', 'litellm_']
  fuzz('request headers', head, (flat) => {
    const kept = forwardRequestHeaders(new Fields(flat), {})
    assert.deepEqual(kept, expected(flat, stopped, prefixes, true))
    assert.deepEqual(forwardRequestHeaders(new Fields(kept), {}), kept, 'what is forwarded needs no more filtering')
  })
})

test('of an answer exactly what concerns this hop or is ours stops here', () => {
  const stopped = ['connection', 'te', 'trailer', ...HOP, 'proxy-authentication-info']
  fuzz('response headers', head, (flat) => {
    const kept = forwardResponseHeaders(new Fields(flat), {})
    assert.deepEqual(kept, expected(flat, stopped, ['x-strait-'], false))
    assert.deepEqual(forwardResponseHeaders(new Fields(kept), {}), kept)
  })
})

import assert from 'node:assert/strict'
import process from 'node:process'
import { test } from 'node:test'
import { Cancel } from '@strait/core'
import { createFetchTransport } from './fetch.ts'
import { fetchFailure, sayingOf } from './fetch-failure.ts'
import { fetchPlatform } from './fetch-platform.ts'
import { fetchRequest } from './fetch-request.ts'
import { sendContract, sendPromises } from './send-contract-fixture.ts'
import { fetchGaps, fetchGapsOf } from './send-gaps-fixture.ts'
import { upstreamRequest } from './send-stage-fixture.ts'

const runtime = (['bun', 'deno'] as const).find((name) => name in process.versions) ?? 'node'

await sendContract(`createFetchTransport() on ${runtime}`, createFetchTransport(), fetchGapsOf(runtime))

test('fetchPlatform() knows where it runs', () => {
  assert.equal(fetchPlatform().name, runtime)
})

test('fetchGaps name promises of the contract, each once', () => {
  const names = new Set(sendPromises.map(({ name }) => name))
  for (const { promise } of fetchGaps) assert.ok(names.has(promise), promise)
  assert.equal(new Set(fetchGaps.map(({ promise }) => promise)).size, fetchGaps.length)
})

test('fetchRequest() refuses what fetch would change or drop', () => {
  const bytes = { kind: 'bytes', bytes: new Uint8Array(1) } as const
  const rows = [
    [{ addresses: ['127.0.0.1'] }, 'egress_unpinned'],
    [{ tls: { id: 'own', ca: 'PEM' } }, 'upstream_tls'],
    [{ method: 'TRACE' }, 'method_unsupported'],
    [{ method: 'CONNECT' }, 'method_unsupported'],
    [{ method: 'post' }, 'method_unsupported'],
    [{ method: 'GET', body: bytes }, 'body_not_carried'],
    [{ method: 'HEAD', body: bytes }, 'body_not_carried'],
    [{ target: '/a\\b' }, 'bad_target'],
    [{ target: '/a/%2e%2E/b' }, 'bad_target'],
    [{ target: '/a/./b' }, 'bad_target'],
    [{ target: '/a?b#c' }, 'bad_target'],
    [{ target: '/a\tb' }, 'bad_target'],
    [{ target: 'http://other/' }, 'bad_target'],
    [{ target: '@other/' }, 'bad_target'],
    [{ target: '*', method: 'OPTIONS' }, 'bad_target'],
    [{ headers: ['x-a', 'a\nb'] }, 'bad_header'],
    [{ headers: ['x a', 'a'] }, 'bad_header'],
  ] as const
  for (const [over, code] of rows) {
    const made = fetchRequest(upstreamRequest(over), fetchPlatform())
    assert.equal(made.kind === 'refused' && made.code, code, JSON.stringify(over))
  }
})

test('createFetchTransport() goes by no proxy and tells so', async () => {
  const proxy = { scheme: 'http', host: 'proxy', port: 1, authorization: undefined } as const
  const outcome = await createFetchTransport().send(upstreamRequest({}), new Cancel(), proxy)
  assert.deepEqual(outcome.kind === 'failed' && [outcome.code, outcome.delivered], ['proxy_unreachable', 'no'])
})

test('fetchFailure() keeps the address to itself, and is not led by what stands in it', () => {
  const key = 'sk-secret-value'
  const url = `http://127.0.0.1/(Connect)%20connection%20refused?key=${key}`
  const error = new TypeError(`cut: fetching "${url}"`, {
    cause: new Error(`for /(Connect)%20connection%20refused?key=${key}`),
  })
  const { code, delivered, cause } = fetchFailure(error, url)
  assert.deepEqual([code, delivered], ['upstream_reset', 'maybe'])
  assert.ok(!String(cause).includes(key))
  assert.ok(!sayingOf(error, url).includes(key))
})

test('fetchFailure() says that nothing was delivered only where no connection came about', () => {
  const withCode = (code: string, more: object = {}) => Object.assign(new Error('no'), { code, ...more })
  const rows: [error: unknown, code: string, delivered: string][] = [
    [new TypeError('fetch failed', { cause: withCode('ECONNREFUSED') }), 'upstream_refused', 'no'],
    [withCode('ENOTFOUND'), 'upstream_unresolved', 'no'],
    [withCode('ETIMEDOUT', { syscall: 'connect' }), 'upstream_unreachable', 'no'],
    [withCode('ETIMEDOUT', { syscall: 'read' }), 'upstream_unreachable', 'maybe'],
    [withCode('CERT_HAS_EXPIRED'), 'upstream_tls', 'no'],
    [Object.assign(new Error('tlsv13 alert certificate required'), { code: 'ERR_SSL_X' }), 'upstream_tls', 'maybe'],
    [withCode('UND_ERR_CONNECT_TIMEOUT'), 'connect_timeout', 'no'],
    [withCode('ECONNRESET'), 'upstream_reset', 'maybe'],
    ['what is that', 'upstream_reset', 'maybe'],
  ]
  for (const [error, code, delivered] of rows) {
    const failure = fetchFailure(error, 'http://h/')
    assert.deepEqual([failure.code, failure.delivered], [code, delivered], String(error))
  }
})

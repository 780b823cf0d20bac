import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeRules } from '../../../test/cache-scene.ts'
import { accepted, arrival, makeKit, makeRoute } from '../../../test/harness.ts'
import type { Admitted, Arrival, Caller, Carrier } from '../../exchange.ts'
import { requestHead } from './request-head.ts'
import type { CacheRules } from './rules.ts'

interface Row extends Partial<Arrival> {
  readonly headers?: readonly string[]
  readonly caller?: Caller
  readonly carriers?: readonly Carrier[]
  readonly route?: string
}

const PATH = '/openai/v1/chat/completions'
const HEADERS = ['host', 'localhost', 'accept', 'a', 'content-type', 'b']

function headOf(row: Row, rules: Partial<CacheRules> = {}): string {
  const { caller = { kind: 'anonymous' }, carriers = [], route = 'r', headers = HEADERS, ...over } = row
  const match = { route: makeRoute(() => assert.fail(), { name: route }), rest: '', detected: undefined, rule: 'test' }
  const from = arrival({ target: PATH, headers, ...over })
  const exchange = Object.assign(accepted(from, makeKit()), { caller, carriers, match }) as Admitted
  return requestHead(exchange, makeRules(rules))
}

const plain = headOf({})

test('requestHead() is the same for requests that ask the same', () => {
  const more = (...lines: string[]): Row => ({ headers: [...HEADERS, ...lines] })
  const rows: [name: string, row: Row][] = [
    ['another order', { headers: ['content-type', 'b', 'accept', 'a', 'host', 'localhost'] }],
    ['another spelling of names', { headers: ['host', 'localhost', 'ACCEPT', 'a', 'Content-Type', 'b'] }],
    ['trace', more('traceparent', '00-1', 'tracestate', 'x', 'baggage', 'y', 'b3', 'z', 'x-b3-traceid', '1')],
    ['more trace', more('x-amzn-trace-id', '1', 'x-cloud-trace-context', '2', 'sentry-trace', '3')],
    ['ids', more('x-request-id', '1', 'x-correlation-id', '2', 'x-client-request-id', '3')],
    ['program', more('user-agent', 'x', 'x-stainless-lang', 'js', 'x-stainless-retry-count', '1')],
    ['way', more('forwarded', 'for=1', 'via', '1.1 x', 'x-forwarded-for', '1', 'x-real-ip', '2', 'date', 'now')],
    ['connection', more('connection', 'keep-alive', 'keep-alive', '1', 'te', 'trailers')],
    ['its end', more('connection', 'close')],
    ['cache', more('cache-control', 'max-age=1', 'pragma', 'x')],
    ['controls', more('x-portkey-trace-id', '1', 'x-portkey-metadata', '{}', 'x-portkey-cache-force-refresh', 'true')],
    ['what it wants to be told', more('x-strait-info', 'true')],
    ['address of the client', { peer: '10.0.0.7' }],
  ]
  for (const [name, row] of rows) assert.equal(headOf(row), plain, name)
})

test('requestHead() is another for requests that may not get the same answer', () => {
  const more = (...lines: string[]): Row => ({ headers: [...HEADERS, ...lines] })
  const rows: [name: string, row: Row, rules?: Partial<CacheRules>][] = [
    ['caller', { caller: { kind: 'key', name: 'a' } }],
    ['other caller', { caller: { kind: 'key', name: 'b' } }],
    ['stranger', { caller: { kind: 'unknown', code: 'key_missing' } }],
    ['caller called as one without a name', { caller: { kind: 'key', name: 'anonymous' } }],
    ['authorization', more('authorization', 'Bearer 1')],
    ['other authorization', more('authorization', 'Bearer 2')],
    ['x-api-key', more('x-api-key', '1')],
    ['api-key', more('api-key', '1')],
    ['x-goog-api-key', more('x-goog-api-key', '1')],
    ['cookie', more('cookie', 'a=1')],
    ['a header of the application', more('x-session', '1')],
    ['accept', { headers: ['host', 'localhost', 'accept', 'c', 'content-type', 'b'] }],
    ['accept-encoding', more('accept-encoding', 'gzip')],
    ['other accept-encoding', more('accept-encoding', 'br')],
    ['order within one name', more('x-a', '1', 'x-a', '2')],
    ['other order within one name', more('x-a', '2', 'x-a', '1')],
    ['content-encoding', more('content-encoding', 'gzip')],
    ['version', more('anthropic-version', '1')],
    ['namespace', more('x-portkey-cache-namespace', '1')],
    ['steering control', more('x-portkey-provider', 'openai')],
    ['host', { headers: ['host', 'gateway.test', 'accept', 'a', 'content-type', 'b'] }],
    ['path', { target: '/openai/v1/chat/completionsx' }],
    ['spelling of the path', { target: '/openai/v1/chat/%63ompletions' }],
    ['query', { target: `${PATH}?a=1` }],
    ['key in the query', { target: `${PATH}?key=1` }],
    ['other key in the query', { target: `${PATH}?key=2` }],
    ['empty query', { target: `${PATH}?` }],
    ['method', { method: 'GET' }],
    ['route', { route: 's' }],
    ['target', {}, { identity: 'two' }],
    ['target by the request', {}, { identity: ({ arrival: { method } }) => `by ${method}` }],
    ['what everybody gets', {}, { share: true }],
    ['a header that steers', more('user-agent', 'x'), { steering: () => (name) => name === 'user-agent' }],
    ['a header that goes no further', more('connection', 'keep-alive, x-hop', 'x-hop', '1')],
    ['the same that does', more('x-hop', '1')],
    ['a control that goes no further', more('connection', 'x-portkey-provider', 'x-portkey-provider', 'openai')],
  ]
  const heads = rows.map(([, row, rules]) => headOf(row, rules))
  heads.forEach((head, i) => {
    assert.notEqual(head, plain, rows[i]?.[0])
    assert.equal(heads.indexOf(head), i, rows[i]?.[0])
  })
})

test('requestHead() ends with its only empty line, whatever stands in it', () => {
  const odd: Row[] = [{}, { caller: { kind: 'key', name: 'a\n\nb' }, route: '\n\n' }, { headers: [] }]
  for (const row of odd) {
    const head = headOf(row, { identity: '\n\n' })
    assert.equal(head.indexOf('\n\n'), head.length - 2)
  }
})

test('requestHead() leaves callers and credentials out where all share', () => {
  const everybody = headOf({}, { share: true })
  const more = (...lines: string[]): Row => ({ headers: [...HEADERS, ...lines] })
  const rows: [name: string, row: Row][] = [
    ['caller', { caller: { kind: 'key', name: 'a' } }],
    ['authorization', more('authorization', 'Bearer 1')],
    ['others', more('x-api-key', '1', 'api-key', '2', 'x-goog-api-key', '3', 'cookie', '4', 'x-portkey-api-key', '5')],
    ['in a header of the config', { ...more('x-team', '1'), carriers: [{ kind: 'header', name: 'x-team' }] }],
    ['key in the query', { target: `${PATH}?key=1` }],
  ]
  for (const [name, row] of rows) assert.equal(headOf(row, { share: true }), everybody, name)
  assert.notEqual(headOf(more('x-team', '1'), { share: true }), everybody, 'a header that nobody knows')
  assert.notEqual(headOf(more('accept-encoding', 'br'), { share: true }), everybody)
})

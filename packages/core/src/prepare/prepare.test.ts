import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makeKit, makeRoute, makeTarget } from '../../test/harness.ts'
import { GatewayError } from '../errors.ts'
import type { Admitted, Arrival, Carrier } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import { bedrock } from '../providers/bedrock.ts'
import { Secret } from '../secret.ts'
import type { QueryPair, Target } from '../send/target.ts'
import type { AttemptTrace } from '../telemetry.ts'
import { utf8 } from '../web/bytes.ts'
import { prepare } from './prepare.ts'

interface Given {
  readonly from?: Arrival
  readonly target?: Partial<Target>
  readonly base?: string
  readonly rest?: string
  readonly carriers?: Carrier[]
  readonly trace?: AttemptTrace
  readonly kit?: Kit
}

async function prepared({ from = arrival(), target, base, rest, carriers = [], trace, kit = makeKit() }: Given = {}) {
  const exchange = accepted(from, kit)
  const match = { route: makeRoute(() => assert.fail()), rest: rest ?? '/chat', detected: undefined, rule: 'test' }
  const admitted = Object.assign(exchange, { caller: { kind: 'anonymous' }, match, carriers }) as Admitted
  return prepare(admitted, makeTarget(base, target), trace, kit)
}

const pair = (name: string, value: string, over: Partial<QueryPair> = {}): QueryPair => ({
  name,
  written: `${encodeURIComponent(name)}=${value}`,
  unlessSent: false,
  except: undefined,
  ...over,
})

test('prepare() sends method, path, query and body as written, to the target', async () => {
  const from = arrival({
    method: 'QUERY',
    target: '/openai/chat%2F?a=%20&b',
    headers: ['content-length', '2', 'X-Mine', '1'],
    body: utf8('{}'),
  })
  const sent = await prepared({ from, rest: '/chat%2F' })
  assert.deepEqual(
    [sent.method, sent.origin.origin, sent.target, sent.headers],
    ['QUERY', 'http://upstream.test', '/v1/chat%2F?a=%20&b', ['X-Mine', '1']],
  )
  assert.deepEqual(sent.body, { kind: 'bytes', bytes: utf8('{}') })
  assert.equal(sent.addresses, undefined)
})

test('prepare() refuses what the provider serves over HTTP/2 alone', async () => {
  const refused = { name: 'GatewayError', code: 'protocol_unsupported' }
  const stream = {
    target: { provider: bedrock },
    rest: '/model/amazon.nova-sonic-v1%3A0/invoke-with-bidirectional-stream',
  }
  await assert.rejects(prepared(stream), refused)
  const other = await prepared({ ...stream, rest: '/model/amazon.nova-sonic-v1%3A0/invoke' })
  assert.equal(other.target, '/v1/model/amazon.nova-sonic-v1%3A0/invoke')
})

test('prepare() waits for nothing where no name is checked and nothing signed', () => {
  const exchange = accepted(arrival())
  const match = { route: makeRoute(() => assert.fail()), rest: '/chat', detected: undefined, rule: 'test' }
  const admitted = Object.assign(exchange, { caller: { kind: 'anonymous' }, match }) as Admitted
  assert.equal(prepare(admitted, makeTarget(), undefined, makeKit()) instanceof Promise, false)
})

test('prepare() takes out the carriers of our key and no other byte', async () => {
  const from = arrival({
    target: '/openai/chat?x=%2F&key=ours&&y',
    headers: ['Authorization', 'Bearer ours', 'x-api-key', 'theirs'],
  })
  const carriers: Carrier[] = [
    { kind: 'header', name: 'authorization' },
    { kind: 'query', name: 'key' },
  ]
  const sent = await prepared({ from, carriers })
  assert.equal(sent.target, '/v1/chat?x=%2F&&y')
  assert.deepEqual(sent.headers, ['x-api-key', 'theirs'])
})

test('prepare() puts the held key in the place of whatever the caller sent', async () => {
  const from = arrival({ target: '/openai/chat?key=theirs', headers: ['authorization', 'Bearer theirs', 'x-a', '1'] })
  const sent = await prepared({
    from,
    target: {
      credential: { kind: 'key', key: new Secret('held', 'test') },
      drop: { headers: new Set(['authorization']), query: ['key'] },
    },
  })
  assert.deepEqual(sent.headers, ['x-a', '1', 'authorization', 'Bearer held'])
  assert.equal(sent.target, '/v1/chat')
})

test('prepare() sets the query pairs of the config', async () => {
  const rows: [query: string, pairs: QueryPair[], sent: string][] = [
    ['', [pair('api-version', '1')], '?api-version=1'],
    ['?', [pair('api-version', '1')], '?api-version=1'],
    ['?a=1', [pair('api-version', '1')], '?a=1&api-version=1'],
    ['?api-version=0&a=1', [pair('api-version', '1')], '?a=1&api-version=1'],
    ['?api-version=0&a=1', [pair('api-version', '1', { unlessSent: true })], '?api-version=0&a=1'],
    ['?a=1', [pair('api-version', '1', { except: /^\/chat/ })], '?a=1'],
    ['?$top=9&a=1', [pair('$top', '5')], '?a=1&%24top=5'],
    ['?%24top=9', [pair('$top', '5')], '?%24top=5'],
    ['?$top=9', [pair('$top', '5', { unlessSent: true })], '?$top=9'],
    ['?a=1', [pair('$top', '5', { unlessSent: true }), pair('$top', '6')], '?a=1&%24top=6'],
  ]
  for (const [query, pairs, sent] of rows) {
    const request = await prepared({ from: arrival({ target: `/openai/chat${query}` }), target: { query: pairs } })
    assert.equal(request.target, `/v1/chat${sent}`, query)
  }
})

test('prepare() continues the trace in place of the client’s line', async () => {
  const trace: AttemptTrace = { headers: ['traceparent', 'ours'], begin: () => {}, end: () => {} }
  const from = arrival({ headers: ['Traceparent', 'theirs', 'tracestate', 'a=1'] })
  assert.deepEqual((await prepared({ from, trace })).headers, ['tracestate', 'a=1', 'traceparent', 'ours'])
  assert.deepEqual((await prepared({ from })).headers, ['Traceparent', 'theirs', 'tracestate', 'a=1'])
})

test('prepare() says who called only where the operator wants it', async () => {
  const from = arrival({ headers: ['X-Forwarded-For', '198.51.100.7'], peer: '203.0.113.9' })
  assert.deepEqual((await prepared({ from })).headers, ['X-Forwarded-For', '198.51.100.7'])
  const kit = makeKit({ forwarded: 'add' })
  assert.deepEqual((await prepared({ from, kit })).headers, [
    ...['X-Forwarded-For', '198.51.100.7, 203.0.113.9'],
    ...['x-forwarded-proto', 'http', 'x-forwarded-host', 'localhost', 'via', '1.1 strait'],
  ])
})

test('prepare() refuses a joint that makes a dot segment', async () => {
  const rest = { rest: '../x', base: 'http://upstream.test/v1/chat', target: { join: { kind: 'rest' } as const } }
  const refuses = (error: unknown) => error instanceof GatewayError && error.code === 'dot_segments'
  await assert.rejects(prepared({ ...rest, base: 'http://upstream.test' }), refuses)
})

test('prepare() hands interim answers to a client that can be told', async () => {
  const heard: unknown[] = []
  const from = arrival({ interim: (status, headers) => void heard.push([status, headers]) })
  const sent = await prepared({ from })
  sent.onInterim?.(103, ['link', '</a>', 'x-strait-error', 'forged', 'connection', 'close'])
  assert.deepEqual(heard, [[103, ['link', '</a>']]])
})

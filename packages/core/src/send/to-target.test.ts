import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  accepted,
  answer,
  arrival,
  handFlow,
  listening,
  makeKit,
  makeRoute,
  makeTarget,
  post,
  type Upstream,
  until,
} from '../../test/harness.ts'
import type { Admitted, Arrival } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import type { UpstreamFailure } from '../runtime.ts'
import { Secret } from '../secret.ts'
import type { Outcome } from './outcome.ts'
import type { Care, Target, Timeouts } from './target.ts'
import { toTarget } from './to-target.ts'

/** A transport that waits until its line is pulled. */
const silent: Upstream = (_request, cancel) =>
  new Promise((resolve) => {
    cancel.listen((cause) => resolve({ kind: 'failed', code: 'client_gone', delivered: 'maybe', cause }))
  })

interface Attempt {
  readonly exchange: Admitted
  readonly kit: Kit
  readonly outcome: Promise<Outcome>
}

function attempt(
  upstream: Upstream,
  timeouts: Partial<Timeouts> = {},
  from: Arrival = post('{}'),
  over: Partial<Target> = {},
): Attempt {
  const kit = makeKit({}, upstream)
  const target = makeTarget(undefined, {
    timeouts: { connect: 0, continue: 0, firstByte: 0, idle: 0, total: 0, ...timeouts },
    ...over,
  })
  const route = makeRoute(toTarget(target))
  const match = { route, rest: '/chat/completions', detected: undefined, rule: 'test' }
  const exchange = Object.assign(accepted(from, kit), { caller: { kind: 'anonymous' }, match }) as Admitted
  return { exchange, kit, outcome: Promise.resolve(route.send(exchange, kit)) }
}

test('toTarget() writes each attempt on the record', async () => {
  const { exchange, outcome } = attempt(() => answer('{}', { status: 429 }))
  assert.equal((await outcome).kind, 'answer')
  const [record] = exchange.attempts
  assert.deepEqual(
    [record?.target, record?.provider, record?.address, record?.status, record?.error],
    ['openai', 'openai', 'http://upstream.test', 429, undefined],
  )
})

test('toTarget() fails in time, and says what can be tried again', async () => {
  const rows: [timeouts: Partial<Timeouts>, delivered: UpstreamFailure['delivered'], code: string][] = [
    [{ firstByte: 1 }, 'maybe', 'first_byte_timeout'],
    [{ total: 1 }, 'maybe', 'total_timeout'],
    [{ firstByte: 1 }, 'no', 'first_byte_timeout'],
  ]
  for (const [timeouts, delivered, code] of rows) {
    const upstream: Upstream = async (request, cancel) => ({ ...(await silent(request, cancel)), delivered }) as never
    const { kit, outcome } = attempt(upstream, timeouts)
    const failed = await outcome
    assert.deepEqual(failed.kind === 'failed' && [failed.code, failed.delivered], [code, delivered])
    assert.equal(kit.state.deadlines.size, 0)
  }
})

test('toTarget() does not count the pauses of the client as the silence of the upstream', async () => {
  let sendMore: (chunk: IteratorResult<Uint8Array>) => void = () => {}
  const body: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      next: () =>
        new Promise((resolve) => {
          sendMore = resolve
        }),
    }),
  }
  const upstream: Upstream = async (request) => {
    if (request.body.kind === 'stream') for await (const _ of request.body.chunks) request.onProgress?.()
    return answer('{}')
  }
  const from = arrival({ headers: ['transfer-encoding', 'chunked'], body })
  const { exchange, outcome } = attempt(upstream, { firstByte: 1 }, from)
  await until(() => exchange.body.awaited)
  await new Promise((resolve) => setTimeout(resolve, 60))
  sendMore({ done: true, value: undefined })
  assert.equal((await outcome).kind, 'answer')
})

test('toTarget() asks for a 100 where the target says so, and counts the wait for it as no silence', async () => {
  for (const wait of [0, 1000]) {
    const upstream: Upstream = (request) => {
      assert.equal(request.expectContinue, wait)
      assert.equal(request.onProgress !== undefined, wait > 0, 'the body begins the clock anew when it goes')
      return answer('{}')
    }
    const { outcome } = attempt(upstream, { firstByte: 60_000, continue: wait })
    assert.equal((await outcome).kind, 'answer')
  }
})

test('toTarget() throws client_gone when the client left: another target would not help', async () => {
  const { exchange, kit, outcome } = attempt(silent, { total: 60_000, firstByte: 60_000 })
  await until(() => exchange.attempts.length > 0)
  exchange.cancel.pull(new Error('left'))
  await assert.rejects(outcome, { code: 'client_gone' })
  assert.equal(exchange.attempts[0]?.error, 'client_gone')
  assert.equal(kit.state.deadlines.size, 0)
})

test('toTarget() sends nothing for a client that has left already', async () => {
  const from = post('{}')
  from.cancel.pull(new Error('left'))
  const sent = new Set<unknown>()
  const upstream: Upstream = (request) => answer(String(sent.add(request).size))
  await assert.rejects(async () => attempt(upstream, {}, from).outcome, { code: 'client_gone' })
  assert.equal(sent.size, 0)
})

test('toTarget() lets go of an answer that comes when the client has left', async () => {
  const flow = handFlow()
  const from = post('{}')
  const upstream: Upstream = () => {
    from.cancel.pull(new Error('left'))
    return answer(flow)
  }
  const { outcome } = attempt(upstream, {}, from)
  await assert.rejects(outcome, { code: 'client_gone' })
  assert.deepEqual(flow.calls, ['cancel'])
})

test('toTarget() blames the body of the client where that broke the upload', async () => {
  async function* tooLong(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(10)
  }
  const upstream: Upstream = async ({ body }) => {
    try {
      if (body.kind === 'stream') for await (const _ of body.chunks) await undefined
    } catch {
      // A transport that wraps or forgets why its upload broke.
    }
    return { kind: 'failed', code: 'upstream_reset', delivered: 'maybe', cause: new Error('aborted') }
  }
  const from = arrival({ headers: ['content-length', '5'], body: tooLong() })
  await assert.rejects(attempt(upstream, {}, from).outcome, { code: 'ambiguous_framing' })
})

test('toTarget() takes a transport that throws as one that failed', async () => {
  const { kit, outcome } = attempt(
    () => {
      throw new Error('broken transport')
    },
    { total: 60_000 },
  )
  const failed = await outcome
  assert.deepEqual(failed.kind === 'failed' && [failed.code, failed.delivered], ['upstream_reset', 'maybe'])
  assert.equal(kit.state.deadlines.size, 0)
})

test('toTarget() takes no number for a status that is none', async () => {
  for (const status of [101, 199, 600, 999]) {
    const flow = handFlow()
    const failed = await attempt(() => answer(flow, { status })).outcome
    assert.equal(failed.kind === 'failed' && failed.code, 'upstream_malformed')
    assert.deepEqual(flow.calls, ['cancel'])
  }
})

test('the total timeout strikes in the body too', async () => {
  const flow = handFlow()
  const { kit, outcome } = attempt(() => answer(flow), { total: 30 })
  const answered = await outcome
  assert.equal(answered.kind, 'answer')
  const body = answered.kind === 'answer' ? answered.answer.body : undefined
  const sink = listening()
  if (body !== undefined && !(body instanceof Uint8Array)) body.read(sink)
  await until(() => sink.heard.length > 0)
  assert.equal((sink.heard[0] as { code?: string }).code, 'total_timeout')
  assert.deepEqual(flow.calls, ['read', 'cancel'])
  assert.equal(kit.state.deadlines.size, 0)
})

test('a watcher of the wire that throws disturbs nothing', async () => {
  const kit = makeKit({
    wire: () => {
      throw new Error('broken watcher')
    },
  })
  const route = makeRoute(toTarget(makeTarget()))
  const match = { route, rest: '/models', detected: undefined, rule: 'test' }
  const exchange = Object.assign(accepted(arrival(), kit), { caller: { kind: 'anonymous' }, match }) as Admitted
  assert.equal((await route.send(exchange, kit)).kind, 'answer')
})

test('an attempt that is answered leaves no deadline behind', async () => {
  const { kit, outcome } = attempt(() => answer('{}'), { total: 60_000, firstByte: 60_000 })
  await outcome
  assert.equal(kit.state.deadlines.size, 0)
})

test("toTarget() calls a key by its label where it is ours, and a caller's not at all", async () => {
  const credential: Target['credential'] = { kind: 'key', key: new Secret('held', 'test') }
  const rows: [over: Partial<Target>, key: string | undefined][] = [
    [{}, undefined],
    [{ credential }, 'key'],
    [{ credential, keyLabel: 'key 2' }, 'key 2'],
    [{ credential, callersKey: true }, undefined],
  ]
  for (const [over, key] of rows) {
    const { exchange, outcome } = attempt(() => answer('{}'), {}, post('{}'), over)
    await outcome
    assert.equal(exchange.attempts[0]?.key, key)
  }
})

test('toTarget() does not hold against a target what broke off at the client', async () => {
  for (const [size, broken] of [
    [10, false],
    [5, true],
  ] as const) {
    const flow = handFlow()
    const seen: boolean[] = []
    const care: Care = { enter: () => ({ head: () => {}, end: (cut) => void seen.push(cut) }) }
    async function* pieces(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(size)
    }
    const upstream: Upstream = ({ body }) => {
      if (body.kind === 'stream') Array.fromAsync(body.chunks).catch(() => {})
      return answer(flow)
    }
    const from = arrival({ headers: ['content-length', '5'], body: pieces() })
    const { exchange, outcome } = attempt(upstream, {}, from, { care })
    const got = await outcome
    await until(() => exchange.body.failure !== undefined || exchange.body.drained)
    assert.ok(got.kind === 'answer' && got.answer.body !== undefined && 'read' in got.answer.body)
    got.answer.body.read(listening())
    flow.sink.fail(new Error('cut'))
    assert.deepEqual(seen, [broken])
  }
})

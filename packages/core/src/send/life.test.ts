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
import type { Admitted, Arrival, Spoken } from '../exchange.ts'
import type { UpstreamFailure } from '../runtime.ts'
import type { Outcome } from './outcome.ts'
import type { Target, Timeouts, Watch } from './target.ts'
import { toTarget } from './to-target.ts'

interface Asking {
  readonly upstream: Upstream
  readonly timeouts?: Partial<Timeouts>
  /** What the caller's headers say, and what its config does; ms. */
  readonly spoken?: number
  readonly patience?: number
  readonly from?: Arrival
}

interface Asked {
  readonly exchange: Admitted
  readonly outcome: Promise<Outcome>
  /** What the target's watch heard, in order. */
  readonly heard: readonly string[]
}

function ask({ upstream, timeouts, spoken, patience, from = post('{}') }: Asking): Asked {
  const heard: string[] = []
  const watch: Watch = {
    head: (outcome) => void heard.push(outcome.kind === 'failed' ? outcome.code : 'answer'),
    end: (broken) => void heard.push(broken ? 'broken' : 'end'),
  }
  const target: Target = makeTarget(undefined, {
    timeouts: { connect: 0, continue: 0, firstByte: 0, idle: 0, total: 0, ...timeouts },
    patience,
    care: { enter: () => watch },
  })
  const kit = makeKit({}, upstream)
  const route = makeRoute(toTarget(target))
  const match = { route, rest: '/chat/completions', detected: undefined, rule: 'test' }
  const exchange = Object.assign(accepted(from, kit), { caller: { kind: 'anonymous' }, match }) as Admitted
  if (spoken !== undefined) exchange.spoken = { patience: spoken } as Spoken
  return { exchange, heard, outcome: Promise.resolve(route.send(exchange, kit)) }
}

const silent: Upstream = (_request, cancel) =>
  new Promise((resolve) => {
    cancel.listen((cause) => resolve({ kind: 'failed', code: 'client_gone', delivered: 'maybe', cause }))
  })

const fails =
  (code: UpstreamFailure['code'], delivered: UpstreamFailure['delivered'] = 'maybe'): Upstream =>
  () => ({ kind: 'failed', code, delivered, cause: undefined })

/** Twelve bytes of a hundred, and no more. */
function stalled(): Arrival {
  async function* body() {
    yield new Uint8Array(12)
    await new Promise(() => {})
  }
  return arrival({ headers: ['content-length', '100'], body: body() })
}

/** Takes what there is of the body, and does the rest when the client owes it more. */
const owed =
  (then: Upstream): Upstream =>
  async (request, cancel) => {
    if (request.body.kind === 'stream') {
      const pieces = request.body.chunks[Symbol.asyncIterator]()
      await pieces.next()
      pieces.next().catch(() => {})
    }
    return then(request, cancel)
  }

test('a deadline of the caller’s own that strikes tells nothing about the target; one of the config’s does', async () => {
  const late = 'first_byte_timeout'
  const rows: [what: string, given: Omit<Asking, 'upstream'>, heard: string[]][] = [
    ['in a header', { spoken: 1 }, ['end']],
    ['in a header, shorter', { spoken: 1, timeouts: { firstByte: 60_000 } }, ['end']],
    ['in a config, shorter', { patience: 1, timeouts: { firstByte: 60_000 } }, ['end']],
    ['in both', { spoken: 60_000, patience: 1, timeouts: { firstByte: 60_000 } }, ['end']],
    ['longer', { spoken: 60_000, patience: 60_000, timeouts: { firstByte: 1 } }, [late, 'end']],
    ['as long', { spoken: 1, patience: 1, timeouts: { firstByte: 1 } }, [late, 'end']],
    ['none', { timeouts: { firstByte: 1 } }, [late, 'end']],
  ]
  for (const [what, given, expected] of rows) {
    const { heard, outcome } = ask({ upstream: silent, ...given })
    const failed = await outcome
    assert.equal(failed.kind === 'failed' && failed.code, late, `${what}: it is a timeout all the same`)
    assert.deepEqual(heard, expected, what)
  }
})

test('what breaks while the client owes its body tells nothing about the target, unless it never got that far', async () => {
  const rows: [what: string, upstream: Upstream, from: () => Arrival, timeouts: Partial<Timeouts>, heard: string[]][] =
    [
      ['reset', fails('upstream_reset'), stalled, {}, ['end']],
      ['too long in all', silent, stalled, { total: 1 }, ['end']],
      ['refused', fails('upstream_refused', 'no'), stalled, {}, ['upstream_refused', 'end']],
      ['reset before', fails('upstream_reset', 'no'), stalled, {}, ['upstream_reset', 'end']],
      ['no HTTP', fails('upstream_malformed'), stalled, {}, ['upstream_malformed', 'end']],
      ['whole body', fails('upstream_reset'), () => post('{}'), {}, ['upstream_reset', 'end']],
      ['whole body, too long', silent, () => post('{}'), { total: 1 }, ['total_timeout', 'end']],
    ]
  for (const [what, upstream, from, timeouts, expected] of rows) {
    const { exchange, heard, outcome } = ask({ upstream: owed(upstream), from: from(), timeouts })
    assert.equal((await outcome).kind, 'failed', what)
    assert.deepEqual(heard, expected, what)
    exchange.body.discard()
  }
})

test('an answer that breaks while the client owes its body is not the target’s to answer for', async () => {
  for (const [from, expected] of [
    [stalled(), 'end'],
    [post('{}'), 'broken'],
  ] as const) {
    const flow = handFlow()
    const { exchange, heard, outcome } = ask({ upstream: owed(() => answer(flow)), from })
    const given = await outcome
    assert.ok(given.kind === 'answer' && given.answer.body !== undefined && 'read' in given.answer.body)
    const { body } = given.answer
    body.read(listening())
    if (expected === 'end') await until(() => exchange.body.awaited)
    flow.sink.fail(new Error('cut'))
    assert.deepEqual(heard, ['answer', expected])
    exchange.body.discard()
  }
})

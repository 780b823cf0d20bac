import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrival, handFlow, until } from '../../../test/harness.ts'
import { Cancel } from '../../web/cancel.ts'
import type { Outcome } from '../outcome.ts'
import { type Balance, balance } from './balance.ts'
import { buildGroup } from './build-group.ts'
import { callersDeadline } from './callers-deadline.ts'
import { fallBack } from './fall-back.ts'
import { pause } from './pause.ts'
import { admitted, branch, failed, got, record, said, scene, TREE } from './scene-fixture.ts'
import { stickyKey } from './sticky.ts'
import { budgetOf, trunk } from './tree.ts'
import { FALL_BACK } from './triggers.ts'

const UNFIT = { fit: () => false }
const SHARED: Balance = { by: 'weight', sticky: undefined, on: FALL_BACK }

/** Each writes down that it was asked. */
function listed(names: string, outcome: Outcome, unfit = '') {
  const asked: string[] = []
  const branches = [...names].map((name) =>
    branch(
      name,
      async () => {
        asked.push(name)
        return outcome
      },
      unfit.includes(name) ? UNFIT : {},
    ),
  )
  return { asked, branches }
}

test('fallBack() asks in order, those at rest last, and all of them where none is well', async () => {
  const rows: [unfit: string, asked: string][] = [
    ['', 'abc'],
    ['a', 'bca'],
    ['ab', 'cab'],
    ['abc', 'abc'],
    ['b', 'acb'],
  ]
  for (const [unfit, expected] of rows) {
    const kit = scene()
    const { asked, branches } = listed('abc', got(503), unfit)
    await fallBack(branches, FALL_BACK, TREE)(admitted(kit), kit)
    assert.equal(asked.join(''), expected, unfit)
  }
})

test('fallBack() stops at what leads nowhere, and hands on the last one as it is', async () => {
  const kit = scene()
  const { asked, branches } = listed('abc', got(404))
  assert.equal((await fallBack(branches, FALL_BACK, TREE)(admitted(kit), kit)).kind, 'answer')
  assert.equal(asked.join(''), 'a')
  const body = handFlow()
  const attempt = record()
  const last = got(500, [], attempt) as Outcome & { kind: 'answer' }
  const outcome = { ...last, answer: { ...last.answer, body } }
  const left = listed('a', outcome).branches
  assert.equal(await fallBack(left, FALL_BACK, TREE)(admitted(kit), kit), outcome)
  assert.deepEqual([body.calls, attempt.replaced], [[], undefined], 'nobody lets go of what the caller gets')
})

test('fallBack() and balance() ask nobody more when the client has left or its body has broken', async () => {
  for (const group of [
    (branches: ReturnType<typeof listed>['branches']) => fallBack(branches, FALL_BACK, TREE),
    (branches: ReturnType<typeof listed>['branches']) => balance(branches, SHARED, TREE),
  ]) {
    const kit = scene()
    const left = listed('ab', failed('upstream_refused'))
    const gone = admitted(kit)
    gone.cancel.pull(new Error('left'))
    await group(left.branches)(gone, kit)
    assert.equal(left.asked.length, 1)
    const broken = listed('ab', got(500))
    async function* tooLong(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(9)
    }
    const exchange = admitted(kit, arrival({ headers: ['content-length', '5'], body: tooLong() }))
    await assert.rejects(async () => exchange.body.peek(5))
    await group(broken.branches)(exchange, kit)
    assert.equal(broken.asked.length, 1)
  }
})

test('balance() asks each of them once, those at rest last, and none that is switched off', async () => {
  const kit = scene()
  const { asked, branches } = listed('abc', got(503), 'a')
  const off = branch('off', said('answer'), { weight: 0 })
  await balance([off, ...branches], SHARED, TREE)(admitted(kit), kit)
  assert.deepEqual([...asked].sort(), ['a', 'b', 'c'])
  assert.equal(asked.at(-1), 'a')
})

test('balance() goes by what is asked for', async () => {
  const kit = scene({ random: () => 0.4 })
  const rows: [by: Balance['by'], over: Parameters<typeof branch>[2][], picked: string][] = [
    ['weight', [{ weight: 1 }, { weight: 1 }], 'a'],
    ['least_in_flight', [{ load: () => 3 }, { load: () => 1 }], 'b'],
    ['least_in_flight', [{ load: () => 3, weight: 4 }, { load: () => 1 }], 'a'],
    ['fastest', [{ latency: () => 90 }, { latency: () => 10 }], 'b'],
    // So that it becomes known.
    ['fastest', [{ latency: () => 90 }, {}], 'b'],
  ]
  for (const [by, overs, picked] of rows) {
    const asked: string[] = []
    const branches = overs.map((over, i) =>
      branch(
        'ab'[i] as string,
        async () => {
          asked.push('ab'[i] as string)
          return got(200)
        },
        over,
      ),
    )
    await balance(branches, { ...SHARED, by }, TREE)(admitted(kit), kit)
    assert.deepEqual(asked, [picked], by)
  }
})

test('buildGroup() is ready where all that may be asked are, before any of them is', async () => {
  const kit = scene()
  const first = said(got(500))
  const strange = branch('strange', said('answer'), {
    ready: () => {
      throw new Error('nobody')
    },
  })
  const group = (kind: 'fallback' | 'loadbalance') =>
    buildGroup({ name: 'g', weight: 1, strategy: { kind } }, [branch('a', first), strange], TREE)
  for (const kind of ['fallback', 'loadbalance'] as const) {
    await assert.rejects(async () => group(kind).send(admitted(kit), kit), /nobody/)
  }
  assert.equal(first.times(), 0)
})

test('stickyKey() is what requests have in common', () => {
  const kit = scene()
  const exchange = admitted(kit, arrival({ headers: ['x-session', 's1'] }))
  const caller = { kind: 'caller' } as const
  const session = { kind: 'header', name: 'x-session' } as const
  assert.equal(stickyKey(session, exchange), 's1')
  assert.equal(stickyKey({ kind: 'header', name: 'x-other' }, exchange), undefined)
  assert.equal(stickyKey({ kind: 'metadata', name: 'user' }, exchange), undefined)
  assert.equal(stickyKey(caller, exchange), '127.0.0.1')
  exchange.caller = { kind: 'key', name: 'team' }
  assert.equal(stickyKey(caller, exchange), 'team')
  assert.equal(stickyKey({ kind: 'all', parts: [session, caller] }, exchange), 's1\nteam')
})

test('callersDeadline() is as long as SDKs say that they wait', () => {
  const kit = scene()
  const rows: [headers: string[], ms: number][] = [
    [[], Number.POSITIVE_INFINITY],
    [['x-stainless-timeout', '600'], 600_000],
    [['x-stainless-timeout', '600', 'x-stainless-read-timeout', '5.5'], 5500],
    [['x-stainless-timeout', 'NOT_GIVEN'], Number.POSITIVE_INFINITY],
    [['x-stainless-timeout', '0'], Number.POSITIVE_INFINITY],
    [['x-stainless-timeout', '-1'], Number.POSITIVE_INFINITY],
  ]
  for (const [headers, ms] of rows) {
    const exchange = admitted(kit, arrival({ headers }))
    assert.equal(callersDeadline(exchange), exchange.startedAt + ms)
  }
})

test('pause() is over at its time, or when the line is pulled, and leaves nothing behind', async () => {
  const kit = scene()
  const cancel = new Cancel()
  const pulled = pause(1000, cancel, kit.state.deadlines)
  cancel.pull(new Error('left'))
  await pulled
  await pause(1000, cancel, kit.state.deadlines)
  await pause(0, new Cancel(), kit.state.deadlines)
  assert.equal(kit.state.deadlines.size, 0)
  let over = false
  const waited = pause(1000, new Cancel(), kit.state.deadlines).then(() => {
    over = true
  })
  kit.advance(999)
  await new Promise((resolve) => setTimeout(resolve, 40))
  assert.equal(over, false)
  kit.advance(1)
  await until(() => over)
  await waited
  assert.equal(kit.state.deadlines.size, 0)
})

test('trunk() counts each exchange once, and gives it back with all else', async () => {
  const kit = scene()
  const exchange = admitted(kit)
  await trunk(TREE, said('answer'))(exchange, kit)
  assert.equal(budgetOf(TREE, kit).live, 1)
  for (const undo of exchange.undo) undo()
  assert.equal(budgetOf(TREE, kit).live, 0)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrival, handFlow, until } from '../../../test/harness.ts'
import { GatewayError } from '../../errors.ts'
import type { Outcome } from '../outcome.ts'
import { type Retry, retry } from './retry.ts'
import { admitted, failed, got, instantly, record, said, scene, TREE } from './scene-fixture.ts'
import { budgetOf } from './tree.ts'
import { compileTriggers } from './triggers.ts'

const POLICY: Retry = {
  attempts: 1,
  on: compileTriggers([429, '5xx', 'unsent']),
  backoff: { initial: 500, max: 8000 },
  useRetryAfter: true,
  longestWait: 5000,
}

interface Asked {
  readonly times: number
  readonly waits: readonly number[]
  readonly last: Outcome
}

async function asked(
  outcomes: Outcome[],
  over: Partial<Retry> = {},
  random = 0,
  headers: string[] = [],
): Promise<Asked> {
  const kit = scene({ random: () => random })
  const waits = instantly(kit)
  const send = said(...outcomes)
  const last = await retry(send, { ...POLICY, ...over }, TREE)(admitted(kit, arrival({ headers })), kit)
  assert.equal(budgetOf(TREE, kit).retrying, 0, 'what was taken is given back')
  return { times: send.times(), waits, last }
}

test('retry() waits as long as the provider says, else a random part of a time that doubles', async () => {
  const rows: [outcome: Outcome, over: Partial<Retry>, random: number, wait: number | undefined][] = [
    [got(503), {}, 0.5, 250],
    [got(503), {}, 0, undefined],
    [got(429, ['retry-after', '2']), {}, 0, 2000],
    [got(429, ['retry-after', '2']), {}, 0.5, 2100],
    [got(429, ['retry-after-ms', '30']), {}, 0.5, 55],
    [got(429, ['retry-after', '2']), { useRetryAfter: false }, 0.5, 250],
    [failed('token_failed', 'no', { retryAfter: 1 }), {}, 0, 1000],
    // As long as it may be is not longer than that, whatever chance adds.
    [got(429, ['retry-after', '5']), {}, 0.9, 5000],
    // A wait of our own is cut to what may be waited.
    [got(503), { backoff: { initial: 9000, max: 9000 } }, 1, 5000],
  ]
  for (const [outcome, over, random, wait] of rows) {
    const { times, waits } = await asked([outcome, got(200)], over, random)
    assert.deepEqual([times, waits], [2, wait === undefined ? [] : [wait]], JSON.stringify([outcome, over, random]))
  }
})

test('retry() doubles the wait with each attempt', async () => {
  const { waits, times } = await asked([got(500)], { attempts: 5, backoff: { initial: 100, max: 1000 } }, 1)
  assert.deepEqual([times, waits], [6, [100, 200, 400, 800, 1000]])
})

test('retry() hands on at once what nobody should wait for, and what would only be the same', async () => {
  const rows: [outcome: Outcome, headers?: string[]][] = [
    [got(200)],
    [got(400)],
    [got(429, ['retry-after', '6'])],
    // Beyond what the caller waits.
    [got(429, ['retry-after', '3']), ['x-stainless-timeout', '2']],
    [got(429, ['retry-after', '3']), ['x-stainless-read-timeout', '2', 'x-stainless-timeout', '600']],
    [failed('upstream_reset', 'maybe')],
    [failed('no_key_for_model')],
    [failed('bad_header')],
  ]
  for (const [outcome, headers] of rows) {
    const { times, last } = await asked([outcome, got(200)], {}, 0, headers)
    assert.equal(times, 1)
    assert.equal(last, outcome)
  }
})

test('retry() asks no more than the tree allows in all, and not beyond its budget', async () => {
  const kit = scene()
  instantly(kit)
  const most = { ...TREE, attempts: 2 }
  const exchange = admitted(kit)
  const send = said(got(500))
  const counted: typeof send = Object.assign(
    (...args: Parameters<typeof send>) => {
      exchange.attempts.push(record())
      return send(...args)
    },
    { times: send.times },
  )
  await retry(counted, { ...POLICY, attempts: 9 }, most)(exchange, kit)
  assert.equal(send.times(), 2)
  const poor = { ...TREE, name: 'poor', budget: { percent: 0, least: 1 } }
  const held = budgetOf(poor, kit).take()
  const once = said(got(500))
  await retry(once, { ...POLICY, attempts: 9 }, poor)(admitted(kit), kit)
  assert.equal(once.times(), 1)
  held?.()
})

test('retry() stops waiting when the client leaves, and gives its place back', async () => {
  const kit = scene()
  const send = said(got(500), got(200))
  const exchange = admitted(kit)
  const outcome = retry(send, { ...POLICY, backoff: { initial: 1e6, max: 1e6 }, longestWait: 1e6 }, TREE)
  const random = { ...kit, runtime: { ...kit.runtime, random: () => 1 } }
  const waiting = outcome(exchange, random)
  await until(() => budgetOf(TREE, kit).retrying === 1)
  exchange.cancel.pull(new GatewayError('client_gone'))
  await assert.rejects(Promise.resolve(waiting), { code: 'client_gone' })
  assert.deepEqual([send.times(), budgetOf(TREE, kit).retrying, kit.state.deadlines.size], [1, 0, 0])
})

test('retry() gives its place back where the next attempt throws, and lets go of the answer that it replaces', async () => {
  const kit = scene()
  instantly(kit)
  const flow = handFlow()
  const attempt = record()
  const first = got(503, [], attempt) as Outcome & { kind: 'answer' }
  let times = 0
  const send = async () => {
    if (times++ > 0) throw new GatewayError('body_too_large')
    return { ...first, answer: { ...first.answer, body: flow } }
  }
  await assert.rejects(async () => retry(send, POLICY, TREE)(admitted(kit), kit), { code: 'body_too_large' })
  assert.deepEqual([flow.calls, attempt.replaced, budgetOf(TREE, kit).retrying], [['cancel'], 'retried', 0])
})

test('retry() sends nothing again that can not be had again', async () => {
  const kit = scene()
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(10)
  }
  const exchange = admitted(kit, arrival({ headers: ['transfer-encoding', 'chunked'], body: pieces() }))
  const send = said(got(503))
  const takes: typeof send = Object.assign(
    async (...args: Parameters<typeof send>) => {
      const body = exchange.body.send()
      if (body.kind === 'stream') for await (const _ of body.chunks) await undefined
      return send(...args)
    },
    { times: send.times },
  )
  await retry(takes, POLICY, TREE)(exchange, kit)
  assert.equal(send.times(), 1)
})

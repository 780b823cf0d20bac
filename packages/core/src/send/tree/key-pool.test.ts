import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrival, post } from '../../../test/harness.ts'
import type { Arrival } from '../../exchange.ts'
import { compileStar } from '../../web/star-pattern.ts'
import { keyPool, type PooledKey, type SentModel } from './key-pool.ts'
import { admitted, branch, failed, got, openai, record, said, scene, TREE } from './scene-fixture.ts'
import { KEYS } from './triggers.ts'

const POLICY = { by: 'weight', sticky: undefined, on: KEYS } as const

const HANDSHAKE = [
  ...['connection', 'upgrade', 'upgrade', 'websocket', 'sec-websocket-version', '13'],
  ...['sec-websocket-key', 'dGhlIHNhbXBsZSBub25jZQ=='],
]

function key(name: string, models: readonly string[] | undefined, send = said('answer'), weight = 1) {
  const pooled: PooledKey = { branch: branch(name, send, { weight }), models: models?.map(compileStar) }
  return { pooled, send }
}

test('keyPool() asks with a key that the model may use', async () => {
  const rows: [from: Arrival, used: string, model?: SentModel][] = [
    [post('{"model":"small-1"}'), 'small'],
    [post('{"model":"big-1"}'), 'big'],
    // Nobody knows: all of them may do.
    [post('{}'), 'small'],
    [post('{"model":"small-1"}'), 'big', () => 'big-2'],
    [post('{"model":"x"}'), 'big', (asked) => asked && `big-${asked}`],
    [
      arrival({
        kind: 'upgrade',
        method: 'GET',
        target: '/openai/realtime?model=big-1',
        headers: HANDSHAKE,
        tunnels: true,
      }),
      'big',
    ],
  ]
  for (const [from, used, model] of rows) {
    const kit = scene()
    const keys = {
      small: key('small', ['small-*']),
      big: key('big', ['big-*', 'large']),
      off: key('off', ['big-*'], undefined, 0),
    }
    const pool = keyPool(
      Object.values(keys).map(({ pooled }) => pooled),
      { provider: openai(), model },
      POLICY,
      TREE,
    )
    await pool(admitted(kit, from), kit)
    const times = Object.entries(keys).filter(([, { send }]) => send.times() > 0)
    assert.deepEqual(
      times.map(([name]) => name),
      [used],
      from.target,
    )
  }
})

test('keyPool() says where no key is for the model, for another target to take over', async () => {
  const kit = scene()
  const [one, off] = [key('one', ['small-*']), key('off', ['big-*'], undefined, 0)]
  const pool = keyPool([one.pooled, off.pooled], { provider: openai(), model: undefined }, POLICY, TREE)
  const outcome = await pool(admitted(kit, post('{"model":"big-1"}')), kit)
  assert.deepEqual(outcome, failed('no_key_for_model'))
  assert.equal(one.send.times() + off.send.times(), 0)
})

test('keyPool() asks with another key where one is used up or refused, and only there', async () => {
  const held = record({ key: 'k' })
  const rows: [outcome: ReturnType<typeof got>, second: number][] = [
    [got(429, [], held), 1],
    [got(401, [], held), 1],
    [got(403, [], held), 1],
    [failed('upstream_refused'), 1],
    [got(400, [], held), 0],
    [got(500, [], held), 0],
    [failed('upstream_reset', 'maybe'), 0],
  ]
  for (const [outcome, second] of rows) {
    const kit = scene()
    const [one, two] = [key('one', undefined, said(outcome)), key('two', undefined)]
    await keyPool([one.pooled, two.pooled], { provider: openai(), model: undefined }, POLICY, TREE)(admitted(kit), kit)
    assert.deepEqual([one.send.times(), two.send.times()], [1, second])
  }
})

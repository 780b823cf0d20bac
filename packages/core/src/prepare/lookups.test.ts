import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeRuntime } from '../../test/harness.ts'
import type { Kit } from '../kit.ts'
import { State } from '../state.ts'
import { lookUp } from './lookups.ts'

function kitWith(resolve: (host: string) => Promise<readonly string[]>) {
  let now = 0
  const runtime = { ...fakeRuntime(() => assert.fail(), { resolve }), clock: () => now }
  const kit = { runtime, state: new State(runtime.clock) } as unknown as Kit
  const later = (ms: number) => {
    now += ms
  }
  return { kit, later }
}

test('lookUp() asks once for all who want it at the time, and again when the answer is old', async () => {
  let asked = 0
  const { kit, later } = kitWith(async () => [`192.0.2.${++asked}`])
  const [one, two] = await Promise.all([lookUp('a.test', kit), lookUp('a.test', kit)])
  assert.equal(one, two)
  assert.equal(lookUp('a.test', kit), one)
  later(4_999)
  assert.equal(lookUp('a.test', kit), one)
  later(1)
  assert.deepEqual(await lookUp('a.test', kit), ['192.0.2.2'])
})

test('lookUp() keeps no failure', async () => {
  let asked = 0
  const { kit } = kitWith(async () => {
    if (++asked === 1) throw new Error('no answer')
    return ['192.0.2.1']
  })
  await assert.rejects(async () => lookUp('a.test', kit))
  assert.deepEqual(await lookUp('a.test', kit), ['192.0.2.1'])
})

test('lookUp() asks nobody about an address', () => {
  const { kit } = kitWith(() => assert.fail())
  assert.deepEqual(lookUp('192.0.2.7', kit), ['192.0.2.7'])
  assert.equal(lookUp('192.0.2.7', kit), lookUp('192.0.2.7', kit))
  assert.deepEqual(lookUp('2001:db8::1', kit), ['2001:db8::1'])
})

test('lookUp() forgets the oldest of a thousand names', async () => {
  let asked = 0
  const { kit } = kitWith(async () => [`${++asked}`])
  for (let i = 0; i <= 1_000; i++) await lookUp(`${i}.test`, kit)
  await lookUp('1.test', kit)
  assert.equal(asked, 1_001)
  await lookUp('0.test', kit)
  assert.equal(asked, 1_002)
})

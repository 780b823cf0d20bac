import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makeKit } from '../../test/harness.ts'
import type { Caller, Carrier } from '../exchange.ts'
import { Passes } from '../passes.ts'
import { createAccessKeys } from './access-keys.ts'
import { identify } from './identify.ts'

const keys = await createAccessKeys([{ name: 'ci', key: 'ours' }])
const caller: Caller = { kind: 'key', name: 'ci' }
const header = (name: string): Carrier => ({ kind: 'header', name })

test('identify() without access control waits for nothing', () => {
  const exchange = identify(accepted(arrival()), makeKit())
  assert.equal(exchange instanceof Promise, false)
  assert.deepEqual((exchange as { caller: Caller }).caller, { kind: 'anonymous' })
})

test('identify() finds our key wherever an SDK puts it, and notes exactly where', async () => {
  const rows: [headers: string[], query: string, who: Caller, carriers: Carrier[]][] = [
    [['authorization', 'Bearer ours'], '', caller, [header('authorization')]],
    [['x-api-key', 'ours'], '', caller, [header('x-api-key')]],
    [['api-key', 'ours'], '', caller, [header('api-key')]],
    [['x-goog-api-key', 'ours'], '', caller, [header('x-goog-api-key')]],
    [['x-portkey-api-key', 'ours'], '', caller, [header('x-portkey-api-key')]],
    [['x-bf-vk', 'ours'], '', caller, [header('x-bf-vk')]],
    [[], '?alt=sse&key=ours', caller, [{ kind: 'query', name: 'key' }]],
    [['x-api-key', 'ours', 'authorization', 'Bearer theirs'], '', caller, [header('x-api-key')]],
    [['x-api-key', 'theirs', 'authorization', 'Bearer ours'], '', caller, [header('authorization')]],
    [[], '', { kind: 'unknown', code: 'key_missing' }, []],
    [['authorization', 'Bearer theirs'], '', { kind: 'unknown', code: 'key_invalid' }, []],
    [['authorization', 'Basic ours'], '', { kind: 'unknown', code: 'key_missing' }, []],
  ]
  for (const [headers, query, who, carriers] of rows) {
    const kit = makeKit({ keys })
    const exchange = await identify(accepted(arrival({ headers, target: `/openai/models${query}` }), kit), kit)
    assert.deepEqual([exchange.caller, exchange.carriers], [who, carriers], headers.join(' ') + query)
  }
})

test('identify() looks into the headers that the config names as well', async () => {
  const named = await createAccessKeys([{ name: 'ci', key: 'ours' }], ['x-team-key'])
  const kit = makeKit({ keys: named })
  const headers = ['x-team-key', 'Bearer ours', 'authorization', 'Bearer theirs']
  const exchange = await identify(accepted(arrival({ headers }), kit), kit)
  assert.deepEqual([exchange.caller, exchange.carriers], [caller, [header('x-team-key')]])
})

test('identify() knows whoever follows an address that was given, there and nowhere else', async () => {
  const kit = makeKit({ keys })
  const others = await createAccessKeys([{ name: 'ci', key: 'ours' }])
  const pass = Passes.of(kit.state).issue('/openai/up?id=1', 'ci', keys, kit.runtime.clock())
  const spent = Passes.of(kit.state).issue('/openai/up?id=1', 'ci', keys, kit.runtime.clock() - 3_600_001)
  const stale = Passes.of(kit.state).issue('/openai/up?id=1', 'ci', others, kit.runtime.clock())
  const passed: Carrier = { kind: 'query', name: 'strait-pass' }
  const unknown: Caller = { kind: 'unknown', code: 'key_missing' }
  const rows: [target: string, headers: string[], who: Caller, carriers: Carrier[]][] = [
    [`/openai/up?id=1&strait-pass=${pass}`, [], caller, [passed]],
    [`/openai/up?strait-pass=${pass}&id=1`, [], caller, [passed]],
    [`/openai/up?id=1&strait-pass=${pass}`, ['x-api-key', 'theirs'], caller, [passed]],
    [`/openai/up?id=1&strait-pass=${pass}`, ['x-api-key', 'ours'], caller, [passed, header('x-api-key')]],
    [`/openai/up?id=2&strait-pass=${pass}`, [], unknown, [passed]],
    [`/openai/upper?id=1&strait-pass=${pass}`, [], unknown, [passed]],
    [`/openai/up?id=1&strait-pass=${pass}x`, [], unknown, [passed]],
    [`/openai/up?id=1&strait-pass=`, [], unknown, [passed]],
    [`/openai/up?id=1&strait-pass=${spent}`, [], unknown, [passed]],
    [`/openai/up?id=1&strait-pass=${stale}`, [], unknown, [passed]],
    [`/openai/up?id=1&my-strait-pass=${pass}`, [], unknown, []],
  ]
  for (const [target, headers, who, carriers] of rows) {
    const exchange = await identify(accepted(arrival({ headers, target }), kit), kit)
    assert.deepEqual([exchange.caller, exchange.carriers], [who, carriers], `${target} ${headers.join(' ')}`)
  }
})

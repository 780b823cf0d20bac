import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makeKit } from '../../test/harness.ts'
import type { Caller, Carrier } from '../exchange.ts'
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

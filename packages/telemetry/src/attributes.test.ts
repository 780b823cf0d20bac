import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serverAttributes } from './attributes.ts'
import { fakeExchange, fakeRecord } from './testing.ts'

test('serverAttributes() tells what the caller said of the call', () => {
  const record = fakeRecord({ callerTraceId: 'trace-1', metadata: { _user: 'u-1', seats: 3, paid: true } })
  const attributes = serverAttributes(fakeExchange(), record)
  assert.equal(attributes['strait.caller.trace_id'], 'trace-1')
  const said = Object.entries(attributes).filter(([name]) => name.startsWith('strait.metadata.'))
  assert.deepEqual(said, [
    ['strait.metadata._user', 'u-1'],
    ['strait.metadata.seats', 3],
    ['strait.metadata.paid', true],
  ])
})

test('serverAttributes() has nothing to tell of a caller that said nothing', () => {
  const names = Object.keys(serverAttributes(fakeExchange(), fakeRecord()))
  assert.deepEqual(
    names.filter((name) => /metadata|caller\.trace/.test(name)),
    [],
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrival, makeKit, records, until } from '../../test/harness.ts'
import { openExchange } from '../accept/open.ts'
import { observe } from './observe.ts'

test('observe() writes one record, however often it is called, and ends the exchange once', () => {
  const { observer, seen } = records()
  const kit = makeKit({ observers: [observer] })
  const exchange = openExchange(arrival({ target: '/openai/x?key=planted' }), kit)
  assert.equal(kit.state.inFlight, 1)
  observe(exchange, kit)
  observe(exchange, kit)
  assert.equal(seen.length, 1)
  assert.equal(kit.state.inFlight, 0)
  assert.equal(JSON.stringify(seen).includes('planted'), false)
})

test('observe() gives back what was taken, last first, though one of them throws', () => {
  const kit = makeKit()
  const exchange = openExchange(arrival(), kit)
  const undone: string[] = []
  exchange.undo.push(
    () => void undone.push('first'),
    () => {
      throw new Error('broken')
    },
    () => void undone.push('last'),
  )
  observe(exchange, kit)
  observe(exchange, kit)
  assert.deepEqual(undone, ['last', 'first'])
  assert.equal(kit.state.part('undo-failures', () => ({ count: 0 })).count, 1)
  assert.equal(kit.state.inFlight, 0)
})

test('observe() counts an observer that fails, and tells the others', async () => {
  const { observer, seen } = records()
  const throws = {
    name: 'throws',
    record: () => {
      throw new Error('broken')
    },
  }
  const rejects = { name: 'rejects', record: async () => Promise.reject(new Error('broken')) }
  const kit = makeKit({ observers: [throws, rejects, observer] })
  observe(openExchange(arrival(), kit), kit)
  assert.equal(seen.length, 1)
  assert.equal(kit.state.inFlight, 0)
  const failures = kit.state.part('observer-failures', () => ({ count: 0 }))
  await until(() => failures.count === 2)
  assert.equal(failures.count, 2)
})

test('observe() touches no traffic when the tracer fails', () => {
  const broken = () => {
    throw new Error('broken tracer')
  }
  const { observer, seen } = records()
  const begin = () => ({ traceId: 't', attempt: broken, firstByte: broken, end: broken })
  const kit = makeKit({ observers: [observer], tracer: { begin } })
  const exchange = openExchange(arrival(), kit)
  assert.deepEqual(exchange.trace?.attempt({ target: 'a', provider: 'a' }).headers, [])
  assert.doesNotThrow(() => exchange.trace?.firstByte())
  observe(exchange, kit)
  assert.equal(seen[0]?.traceId, 't')
  assert.equal(openExchange(arrival(), makeKit({ tracer: { begin: broken } })).trace, undefined)
})

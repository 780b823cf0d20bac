import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ByPort } from './by-port.ts'

function connection() {
  const { promise: closed, resolve: close } = Promise.withResolvers<void>()
  return { closed, close }
}

test('ByPort knows a connection until it is closed', async () => {
  const connections = new ByPort<ReturnType<typeof connection>>()
  const [a, b] = [connection(), connection()]
  connections.add(1, a)
  connections.add(2, b)
  a.close()
  await a.closed
  assert.deepEqual([connections.at(1), connections.at(2), [...connections.all]], [undefined, b, [b]])
})

test('ByPort keeps the connection that has the port again while the one before lingers', async () => {
  const connections = new ByPort<ReturnType<typeof connection>>()
  const [before, now] = [connection(), connection()]
  connections.add(1, before)
  connections.add(1, now)
  assert.deepEqual([connections.at(1), [...connections.all]], [now, [before, now]])
  before.close()
  await before.closed
  assert.deepEqual([connections.at(1), [...connections.all]], [now, [now]])
})

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { freePort, freePorts } from './free-ports.ts'

test('freePorts() are as many as asked for, and differ', async () => {
  const ports = await freePorts(20)
  assert.equal(new Set(ports).size, 20)
  assert.ok(ports.every((port) => port > 0))
})

test('freePort() is one on which nobody listens', async () => {
  const [error] = await once(connect(await freePort(), '127.0.0.1'), 'error')
  assert.equal((error as NodeJS.ErrnoException).code, 'ECONNREFUSED')
})

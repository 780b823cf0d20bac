import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Dial, DialFailure, SocketHandler } from '@strait/wire'
import { lazyDial } from './lazy-dial.ts'

const request = { host: 'upstream.test', port: 1 }

function handler(failures: DialFailure[] = []): SocketHandler {
  const never = () => assert.fail()
  return {
    ...{ connected: never, open: never, data: never, drain: never, ended: never, closed: never },
    failed: (failure) => void failures.push(failure),
  }
}

test('lazyDial() loads with the first connection, once', async () => {
  let loads = 0
  const dialled: string[] = []
  const dial: Dial = ({ host }) => {
    dialled.push(host)
    return { abort() {} }
  }
  const lazy = lazyDial(async () => {
    loads++
    return dial
  })
  assert.equal(loads, 0)
  lazy(request, handler())
  await new Promise((resolve) => setImmediate(resolve))
  lazy(request, handler())
  assert.deepEqual([loads, dialled], [1, ['upstream.test', 'upstream.test']])
})

test('lazyDial() passes an abort on, before and after it has loaded', async () => {
  let dials = 0
  let aborts = 0
  const lazy = lazyDial(async () => () => {
    dials++
    return { abort: () => void aborts++ }
  })
  lazy(request, handler()).abort()
  const second = lazy(request, handler())
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(dials, 1)
  second.abort()
  assert.equal(aborts, 1)
})

test('lazyDial() fails where nothing can be loaded', async () => {
  const failures: DialFailure[] = []
  const cause = new Error('no such module')
  lazyDial(() => Promise.reject(cause))(request, handler(failures))
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(failures, [{ code: 'failed', cause }])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from '../../src/client.ts'
import { Cancel } from './cancel.ts'
import { failureOf, nothingLeft, requestTo, type Wanted } from './rig.ts'
import { TestTimers } from './test-timers.ts'

/** What would split the message, or make another of it, never opens a connection. */

const cases: readonly [name: string, wanted: Wanted][] = [
  ['CR LF in a value', { headers: ['x-a', 'b\r\nx-c: d'] }],
  ['CR in a value', { headers: ['x-a', 'b\rc'] }],
  ['LF in a value', { headers: ['x-a', 'b\nc'] }],
  ['LF at the end of a value', { headers: ['x-a', 'b\n'] }],
  ['NUL in a value', { headers: ['x-a', 'b\0c'] }],
  // Cut to one byte, U+010D U+010A would be CR LF.
  ['chars that are no bytes in a value', { headers: ['x-a', 'b\u010d\u010ax-c: d'] }],
  ['CR LF in a later value', { headers: ['x-a', 'b', 'x-c', 'd\r\n'] }],
  ['an empty name', { headers: ['', 'b'] }],
  ['a blank in a name', { headers: ['x a', 'b'] }],
  ['a blank behind a name', { headers: ['x-a ', 'b'] }],
  ['a colon in a name', { headers: ['x:a', 'b'] }],
  ['CR LF in a name', { headers: ['x-a\r\nx-b', 'b'] }],
  ['NUL in a name', { headers: ['x\0a', 'b'] }],
  ['a name beyond ASCII', { headers: ['x-\u00e9', 'b'] }],
  ['a name that is no bytes', { headers: ['x-\u010a', 'b'] }],
  ['an empty target', { target: '' }],
  ['a blank in the target', { target: '/a HTTP/1.1' }],
  ['CR LF in the target', { target: '/ HTTP/1.1\r\nx-a: b' }],
  ['LF in the target', { target: '/\nb' }],
  ['NUL in the target', { target: '/\0' }],
  ['chars that are no bytes in the target', { target: '/\u0120\u010a' }],
  ['an empty method', { method: '' }],
  ['a blank in the method', { method: 'GET /' }],
  ['CR LF in the method', { method: 'GET\r\n' }],
  ['no token as method', { method: 'G(T' }],
  ['CR LF in the host', { origin: { hostHeader: 'a\r\nx-b: c' } }],
  ['a second framing', { headers: ['Content-Length', '3'] }],
  ['another framing', { headers: ['transfer-encoding', 'chunked'] }],
  ['a second host', { headers: ['HOST', 'b'] }],
]
for (const [name, wanted] of cases) {
  test(`send() refuses ${name}`, async () => {
    const timers = new TestTimers()
    let dials = 0
    const dial = () => {
      dials++
      return { abort: () => {} }
    }
    const client = createClient({ dial, timers })
    const cancel = new Cancel()
    await failureOf(client.send(requestTo(1, wanted), cancel), 'bad_request', 'no')
    assert.deepEqual([dials, cancel.listeners], [0, 0])
    await nothingLeft(client, timers)
  })
}

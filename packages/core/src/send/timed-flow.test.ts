import assert from 'node:assert/strict'
import { test } from 'node:test'
import { handFlow, listening, until } from '../../test/harness.ts'
import { utf8 } from '../web/bytes.ts'
import { Cancel } from '../web/cancel.ts'
import { Deadlines } from '../web/deadlines.ts'
import { timedFlow } from './timed-flow.ts'

function timed(idle = 100) {
  const time = { now: 1000 }
  const deadlines = new Deadlines(() => time.now)
  const cancel = new Cancel()
  const source = handFlow()
  let done = 0
  const flow = timedFlow(source, { idle, deadlines, cancel, done: () => void done++ })
  return { time, deadlines, cancel, source, flow, sink: listening(), done: () => done }
}

async function swept(deadlines: Deadlines): Promise<void> {
  let over = false
  deadlines.after(0, () => {
    over = true
  })
  await until(() => over)
}

test('timedFlow() hands everything on and ends once', () => {
  const { source, flow, sink, done, deadlines } = timed()
  flow.read(sink)
  source.sink.data(utf8('a'))
  source.sink.end([])
  source.sink.fail(new Error('late'))
  assert.deepEqual(sink.heard, ['a', 'end'])
  assert.equal(done(), 1)
  assert.equal(deadlines.size, 0)
})

test('timedFlow() fails with idle_timeout when the source falls silent', async () => {
  const { time, source, flow, sink, done } = timed()
  flow.read(sink)
  time.now = 1090
  source.sink.data(utf8('a'))
  time.now = 1190
  await until(() => done() > 0)
  assert.equal(sink.heard[0], 'a')
  assert.equal((sink.heard[1] as { code?: string }).code, 'idle_timeout')
  assert.ok(source.calls.includes('cancel'))
})

test('timedFlow() does not count the time that the reader holds it back', async () => {
  const { time, deadlines, flow, sink, done, source } = timed()
  flow.read(sink)
  flow.pause()
  // Already under way when the pause was asked for.
  source.sink.data(utf8('a'))
  time.now = 5000
  await swept(deadlines)
  assert.equal(done(), 0)
  flow.resume()
  time.now = 5099
  await swept(deadlines)
  assert.equal(done(), 0)
  time.now = 5100
  await until(() => done() > 0)
  assert.deepEqual(source.calls, ['read', 'pause', 'resume', 'cancel'])
})

test('timedFlow() gives the reason of the pulled line, not the transport’s words for it', () => {
  const { cancel, source, flow, sink, done } = timed()
  const reason = new Error('the client left')
  flow.read(sink)
  // A transport listens to the same line and fails the flow by itself, before we are told.
  const early = new Cancel()
  early.listen(() => source.sink.fail(new Error('aborted')))
  cancel.listen(() => early.pull('x'))
  cancel.pull(reason)
  assert.deepEqual(sink.heard, [reason])
  assert.equal(done(), 1)
})

test('timedFlow() fails a reader that comes after the line was pulled', () => {
  const { cancel, source, flow, sink, done } = timed()
  const reason = new Error('timeout')
  cancel.pull(reason)
  assert.equal(done(), 1)
  flow.read(sink)
  assert.deepEqual(sink.heard, [reason])
  assert.deepEqual(source.calls, ['cancel'])
})

test('timedFlow() cancelled by its reader says nothing more and leaves nothing behind', () => {
  const { cancel, source, flow, sink, done, deadlines } = timed()
  flow.read(sink)
  flow.cancel('enough')
  source.sink.data(utf8('late'))
  source.sink.end([])
  cancel.pull('later')
  assert.deepEqual(sink.heard, [])
  assert.equal(done(), 1)
  assert.equal(deadlines.size, 0)
})

test('timedFlow() without an idle limit sets no deadline', () => {
  const { flow, sink, deadlines } = timed(0)
  flow.read(sink)
  flow.pause()
  flow.resume()
  assert.equal(deadlines.size, 0)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { handFlow, until } from '../../test/harness.ts'
import { utf8 } from './bytes.ts'
import { toReadableStream } from './streams.ts'

test('toReadableStream() hands each chunk on when it comes, and the end', async () => {
  const flow = handFlow()
  const reader = toReadableStream(flow).getReader()
  flow.sink.data(utf8('one'))
  assert.deepEqual(await reader.read(), { done: false, value: utf8('one') })
  flow.sink.data(utf8('two'))
  assert.deepEqual(await reader.read(), { done: false, value: utf8('two') })
  flow.sink.end([])
  assert.equal((await reader.read()).done, true)
})

test('toReadableStream() holds the flow back while nobody reads, and resumes it', async () => {
  const flow = handFlow()
  const reader = toReadableStream(flow).getReader()
  flow.sink.data(new Uint8Array(64 * 1024))
  assert.deepEqual(flow.calls, ['read', 'pause'])
  // What was under way may still come, and is not lost.
  flow.sink.data(utf8('late'))
  await reader.read()
  assert.deepEqual((await reader.read()).value, utf8('late'))
  await until(() => flow.calls.includes('resume'))
  assert.deepEqual(flow.calls, ['read', 'pause', 'resume'])
})

test('toReadableStream() errors where the flow fails, never ends', async () => {
  const flow = handFlow()
  const reader = toReadableStream(flow).getReader()
  const broken = new Error('cut')
  flow.sink.fail(broken)
  await assert.rejects(reader.read(), broken)
})

test('toReadableStream() cancels the flow with its reader, and drops what still comes', async () => {
  const flow = handFlow()
  const reader = toReadableStream(flow).getReader()
  await reader.cancel('enough')
  assert.deepEqual(flow.calls, ['read', 'cancel'])
  flow.sink.data(utf8('late'))
  flow.sink.end([])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listening } from '../../../test/harness.ts'
import { utf8 } from '../../web/bytes.ts'
import { replay, replayedFlow } from './replay.ts'
import type { CachedAnswer } from './store.ts'

const kept: CachedAnswer = {
  status: 200,
  reason: 'Fine',
  headers: ['X-A', '1'],
  body: utf8('abc'),
  ends: [3],
  storedAt: 10_000,
  expires: 99_000,
  by: undefined,
}

test('replay() gives what was kept, and says how old it is', () => {
  const { status, reason, headers, body, from } = replay(kept, 13_999)
  assert.deepEqual([status, reason, headers, from], [200, 'Fine', ['X-A', '1', 'age', '3'], 'cache'])
  assert.equal(body, kept.body)
  assert.deepEqual(replay(kept, 9_000).headers, ['X-A', '1', 'age', '0'], 'a clock that went back')
})

test('replayedFlow() gives the pieces as they came', () => {
  const sink = listening()
  replayedFlow(utf8('abcdef'), [1, 3, 6]).read(sink)
  assert.deepEqual(sink.heard, ['a', 'bc', 'def', 'end'])
})

test('replayedFlow() is held back, goes on, and ends with its reader', () => {
  const sink = listening()
  const flow = replayedFlow(utf8('abc'), [1, 2, 3])
  const data = sink.data
  sink.data = (piece) => {
    data(piece)
    // As a full socket does: one piece at a time.
    flow.pause()
    if (sink.heard.length === 1) flow.resume()
  }
  flow.read(sink)
  assert.deepEqual(sink.heard, ['a', 'b'])
  flow.cancel(undefined)
  flow.resume()
  assert.deepEqual(sink.heard, ['a', 'b'])
})

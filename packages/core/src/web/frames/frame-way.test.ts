import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lessThan, randomFrom } from '../../../test/random.ts'
import { concat } from '../bytes.ts'
import { BINARY, CLOSE, CONTINUATION, FrameHead, PING, TEXT } from './frame-head.ts'
import { FrameWay } from './frame-way.ts'
import { closeFrame, writeFrame } from './write-frame.ts'

/** A choice below a number, the same every time. */
function numbers(seed: number): (below: number) => number {
  const random = randomFrom(seed)
  return (below) => lessThan(below, random)
}

const LENGTHS = [0, 0, 1, 2, 125, 126, 127, 300, 65_535, 65_536, 70_000]

function frames(next: (below: number) => number, masked: boolean): Uint8Array[] {
  const opcodes = [TEXT, BINARY, CONTINUATION, PING]
  return Array.from({ length: 1 + next(8) }, () => {
    const opcode = opcodes[next(opcodes.length)] as number
    const length = opcode === PING ? next(126) : (LENGTHS[next(LENGTHS.length)] as number)
    // What is in a payload must never be taken for a head.
    return writeFrame(opcode, new Uint8Array(length).fill(0x88), masked)
  })
}

/** Cut anywhere: mostly small, so that heads are cut too. */
function cut(bytes: Uint8Array, next: (below: number) => number): Uint8Array[] {
  const pieces: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const size = next(3) === 0 ? 1 + next(40_000) : 1 + next(5)
    pieces.push(bytes.subarray(at, at + size))
    at += size
  }
  return pieces
}

const passed = (pieces: readonly (Uint8Array | undefined)[]): Uint8Array =>
  concat(pieces.filter((piece) => piece !== undefined))

test('FrameWay.pass() changes no byte, however they are cut', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const next = numbers(seed)
    const sent = concat(frames(next, seed % 2 === 0))
    const way = new FrameWay()
    const came = passed(cut(sent, next).map((piece) => way.pass(piece)))
    assert.deepEqual(came, sent, `seed ${seed}`)
    assert.deepEqual([way.over, way.closed], [false, false])
  }
})

test('FrameWay.leave() puts a close frame between two frames, at the first place there is, and nothing behind it', () => {
  for (let seed = 1; seed <= 120; seed++) {
    const next = numbers(seed)
    const all = frames(next, seed % 2 === 0)
    const sent = concat(all)
    const pieces = cut(sent, next)
    const when = next(pieces.length + 1)
    const goodbye = closeFrame(1001, 'bye', seed % 2 === 0)
    const way = new FrameWay()
    const out: (Uint8Array | undefined)[] = pieces.slice(0, when).map((piece) => way.pass(piece))
    const before = passed(out).length
    out.push(way.leave(goodbye))
    out.push(...pieces.slice(when).map((piece) => way.pass(piece)))
    // The end of the frame that was under way.
    let boundary = 0
    for (const frame of all) if (boundary < before) boundary += frame.length
    assert.deepEqual(passed(out), concat([sent.subarray(0, boundary), goodbye]), `seed ${seed}`)
    assert.equal(way.over, true)
    assert.equal(way.leave(goodbye), undefined, 'once')
  }
})

test('FrameWay.closed tells that the sender has closed, also behind our own goodbye', () => {
  const close = closeFrame(1000, 'done', false)
  const way = new FrameWay()
  assert.deepEqual(way.pass(close.subarray(0, 3)), close.subarray(0, 3))
  assert.equal(way.closed, false)
  assert.equal(way.leave(closeFrame(1001, '', false)), undefined, 'not within a frame')
  assert.deepEqual(way.pass(close.subarray(3)), close.subarray(3), 'theirs was first')
  assert.deepEqual([way.closed, way.over], [true, true])

  const left = new FrameWay()
  assert.ok(left.leave(closeFrame(1001, '', false)))
  assert.deepEqual([left.closed, left.over], [false, true])
  assert.equal(left.pass(close), undefined)
  assert.equal(left.closed, true)
})

test('closeFrame() is what RFC 6455 5.5.1 says, masked or not; 1005 has no body', () => {
  assert.deepEqual([...closeFrame(1001, 'a', false)], [0x88, 3, 0x03, 0xe9, 0x61])
  assert.deepEqual([...closeFrame(1005, 'x', false)], [0x88, 0])
  const masked = closeFrame(4999, 'é', true)
  const key = masked.subarray(2, 6)
  const payload = masked.subarray(6).map((byte, i) => byte ^ (key[i & 3] as number))
  assert.deepEqual([masked[0], masked[1], ...payload], [0x88, 0x84, 0x13, 0x87, 0xc3, 0xa9])
})

test('FrameHead.length reads all three forms', () => {
  for (const length of [0, 125, 126, 65_535, 65_536, 100_000]) {
    const head = new FrameHead()
    head.take(writeFrame(BINARY, new Uint8Array(length), true), 0)
    assert.deepEqual(
      [head.whole, head.length, head.masked, head.opcode, head.final],
      [true, length, true, BINARY, true],
    )
  }
  assert.equal(CLOSE, 8)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Gathered } from './gathered.ts'

/** Pieces of that length, and what was held at most beside what had come; something is asked for at once. */
function gathered(pieces: number, length: number, left: (after: number) => number | undefined) {
  const bytes = new Gathered()
  let most = 0
  for (let i = 0; i < pieces; i++) {
    const piece = new Uint8Array(length).fill(i % 251)
    bytes.add(piece, left((pieces - 1 - i) * length))
    most = Math.max(most, bytes.room / ((i + 1) * length + 16_384))
  }
  return { bytes, most }
}

test('Gathered holds at most twice what came, however small the pieces are', () => {
  for (const length of [1, 7, 1000, 5000]) {
    for (const left of [() => undefined, (after: number) => after]) {
      const { bytes, most } = gathered(300, length, left)
      assert.ok(most <= 2, `${most} times what came in pieces of ${length}`)
      const whole = bytes.take()
      assert.deepEqual([whole.length, bytes.room], [300 * length, 0])
      assert.ok(whole.every((byte, i) => byte === Math.floor(i / length) % 251))
    }
  }
})

test('Gathered asks for no more than is to come, where that is known', () => {
  const { bytes } = gathered(3, 30_000, (after) => after)
  assert.equal(bytes.room, 90_000)
})

test('Gathered copies nothing of what comes whole, and gathers anew behind it', () => {
  const bytes = new Gathered()
  const whole = Uint8Array.of(1, 2, 3)
  bytes.add(whole, 0)
  assert.equal(bytes.take(), whole)
  bytes.add(whole.subarray(0, 1), 1)
  bytes.add(whole.subarray(1, 2), 0)
  assert.deepEqual([...bytes.take()], [1, 2])
  assert.deepEqual([...bytes.take()], [])
})

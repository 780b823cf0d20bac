import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { FrameWay, GOAWAY } from './http2-frames.ts'

const SETTINGS = [0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100]
const DATA = [0, 0, 3, 0, 1, 0, 0, 0, 1, 7, 7, 7]
const EMPTY = [0, 0, 0, 4, 1, 0, 0, 0, 0]

function written(way: FrameWay): number[] {
  const bytes: number[] = []
  for (let piece: Uint8Array | null = way.read(); piece !== null; piece = way.read()) bytes.push(...piece)
  return bytes
}

test('FrameWay passes frames as they are, in whatever pieces they come', () => {
  const all = [...SETTINGS, ...EMPTY, ...DATA]
  for (let size = 1; size <= all.length; size++) {
    const way = new FrameWay(0)
    for (let at = 0; at < all.length; at += size) way.write(Uint8Array.from(all.slice(at, at + size)))
    assert.deepEqual(written(way), all, `pieces of ${size}`)
  }
})

test('FrameWay lets no GOAWAY through', () => {
  const preface = Array.from({ length: 24 }, () => 7)
  const all = [...preface, ...SETTINGS, ...GOAWAY, ...DATA]
  for (let size = 1; size <= all.length; size++) {
    const way = new FrameWay(24)
    for (let at = 0; at < all.length; at += size) way.write(Uint8Array.from(all.slice(at, at + size)))
    assert.deepEqual(written(way), [...preface, ...SETTINGS, ...DATA], `pieces of ${size}`)
  }
})

test('put() waits for the frame that is under way, wherever that is cut', () => {
  const all = [...SETTINGS, ...DATA, ...DATA]
  for (let cut = SETTINGS.length; cut <= SETTINGS.length + DATA.length; cut++) {
    const way = new FrameWay(0)
    way.write(Uint8Array.from(all.slice(0, cut)))
    way.put(GOAWAY)
    for (const byte of all.slice(cut)) way.write(Uint8Array.of(byte))
    const first = cut === SETTINGS.length ? SETTINGS : [...SETTINGS, ...DATA]
    assert.deepEqual(written(way), [...first, ...GOAWAY, ...all.slice(first.length)], `cut at ${cut}`)
  }
})

test('put() leaves a way alone that has ended, whether all of it was read or not', async () => {
  for (const readBefore of [false, true]) {
    const way = new FrameWay(0)
    const errors: unknown[] = []
    way.on('error', (error) => errors.push(error))
    way.end(Uint8Array.from(DATA))
    await setImmediate()
    const read = readBefore ? written(way) : []
    way.put(GOAWAY)
    await setImmediate()
    read.push(...written(way))
    assert.deepEqual([errors, read], [[], DATA], readBefore ? 'read' : 'unread')
  }
})

/**
 * V8 takes over a microsecond for a new `Uint8Array` and a sixth of that for a part of one. Small enough that a stream
 * which keeps one part of it for an hour keeps little more.
 */
const SLAB = 16 * 1024
/** Larger ones are worth a memory of their own. */
const SHARED_MAX = SLAB / 4

let slab = new Uint8Array(0)
let used = 0

/** Bytes to write a message into, all zero, which are nobody else's and never used again. */
export function room(length: number): Uint8Array {
  if (length > SHARED_MAX) return new Uint8Array(length)
  if (used + length > slab.length) {
    slab = new Uint8Array(SLAB)
    used = 0
  }
  used += length
  return slab.subarray(used - length, used)
}

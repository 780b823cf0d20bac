import { Buffer } from 'node:buffer'

const BYTES = 8192
const NO_SPAN = '0'.repeat(16)

/** Many ids in one string: random bytes and hex digits cost by the call, slices of a string next to nothing. */
let digits = ''
let used = 0

/** W3C Trace Context forbids the id of zeros. */
export function newSpanId(): string {
  const id = take(16)
  return id === NO_SPAN ? newSpanId() : id
}

/** `drawn`, 13 digits or none, stands where samplers look for randomness: see `draw()`. */
export function newTraceId(drawn: string): string {
  return `${newSpanId()}${take(2)}${drawn || take(13)}${take(1)}`
}

function take(length: number): string {
  if (used + length > digits.length) {
    digits = Buffer.from(crypto.getRandomValues(new Uint8Array(BYTES))).toString('hex')
    used = 0
  }
  used += length
  return digits.slice(used - length, used)
}

export interface TraceParent {
  /** 32 lower-case hex digits, not all zero. */
  readonly traceId: string
  /** 16 lower-case hex digits, not all zero. */
  readonly spanId: string
  /** 0 to 255; bit 0 says "sampled". */
  readonly flags: number
}

export const SAMPLED = 0x01

/** W3C Trace Context: bit 0 "sampled", and of Level 2 bit 1 "random". All others must go out as zero. */
const KNOWN_FLAGS = 0x03

/** `00-` trace id `-` span id `-` flags */
const LENGTH = 55
const DASH = 0x2d

/**
 * Reads a `traceparent` as W3C Trace Context 3.2.2 wants it: undefined means "as if it were not there". Of a version
 * after 00 the first four fields count, if a dash or nothing follows them.
 */
export function parseTraceparent(value: string): TraceParent | undefined {
  if (value.length < LENGTH || !hasShape(value)) return undefined
  const version = byteAt(value, 0)
  if (version === 0xff) return undefined
  if (value.length > LENGTH && (version === 0 || value.charCodeAt(LENGTH) !== DASH)) return undefined
  if (isZero(value, 3, 35) || isZero(value, 36, 52)) return undefined
  return { traceId: value.slice(3, 35), spanId: value.slice(36, 52), flags: byteAt(value, 53) }
}

/** Always version 00, whatever came: a later version's own fields are not ours to repeat (W3C Trace Context 4.3). */
export function formatTraceparent({ traceId, spanId, flags }: TraceParent): string {
  return `00-${traceId}-${spanId}-0${flags & KNOWN_FLAGS}`
}

function hasShape(value: string): boolean {
  for (let i = 0; i < LENGTH; i++) {
    const code = value.charCodeAt(i)
    const dash = i === 2 || i === 35 || i === 52
    if (dash ? code !== DASH : !isLowerHex(code)) return false
  }
  return true
}

function isLowerHex(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x66)
}

function isZero(value: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (value.charCodeAt(i) !== 0x30) return false
  return true
}

function byteAt(value: string, at: number): number {
  return (digit(value.charCodeAt(at)) << 4) | digit(value.charCodeAt(at + 1))
}

function digit(code: number): number {
  return code < 0x61 ? code - 0x30 : code - 0x57
}

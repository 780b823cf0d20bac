import { BACKSLASH } from './bytes.ts'

// Not a mark, but a character like any other: it stands behind a quote.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Names of models and keys: below this a decoder costs more than it decodes. */
const SHORT = 64

/**
 * What the string literal at `from` to `to`, quotes included, says; undefined where it is none of JSON's (a raw control
 * character, an unknown escape). The engine's own parser, since a value may be as long as the body.
 */
export function stringText(bytes: Uint8Array, from: number, to: number): string | undefined {
  if (isPlain(bytes, from + 1, to - 1)) return String.fromCharCode(...bytes.subarray(from + 1, to - 1))
  try {
    return JSON.parse(decoder.decode(bytes.subarray(from, to))) as string
  } catch {
    return undefined
  }
}

/** Short, and every byte a character that stands for itself. */
function isPlain(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from > SHORT) return false
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number
    if (byte < 0x20 || byte > 0x7e || byte === BACKSLASH) return false
  }
  return true
}

import { QUOTE } from './bytes.ts'
import { stringText } from './string-text.ts'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** What the bytes from `from` to `to` say; undefined where they are no JSON. */
export function jsonValue(bytes: Uint8Array, from: number, to: number): unknown {
  if (bytes[from] === QUOTE) return stringText(bytes, from, to)
  try {
    return JSON.parse(decoder.decode(bytes.subarray(from, to)))
  } catch {
    return undefined
  }
}

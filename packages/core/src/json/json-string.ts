import { utf8 } from '../web/bytes.ts'

/** The string literal of a text, quotes included. `JSON.stringify` escapes what UTF-8 can't say (lone surrogates). */
export function jsonString(text: string): Uint8Array {
  return utf8(JSON.stringify(text))
}

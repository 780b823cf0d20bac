import { COLON, QUOTE } from './bytes.ts'
import { Cursor } from './cursor.ts'
import { longestLiteral } from './longest-literal.ts'
import { stringText } from './string-text.ts'

export interface FoundString {
  /** Quotes included. */
  readonly from: number
  readonly to: number
  readonly text: string
}

/** Strings that are members of that name, however deep in the text. For JSON that is whole: nothing is checked. */
export function findStrings(bytes: Uint8Array, name: string): FoundString[] {
  const cursor = new Cursor(bytes)
  const found: FoundString[] = []
  while (!cursor.atEnd) {
    if (bytes[cursor.at] !== QUOTE) {
      cursor.at++
      continue
    }
    const from = cursor.at
    if (!cursor.string()) break
    const meant = says(bytes, from, cursor.at, name)
    cursor.space()
    if (!cursor.byte(COLON) || !meant) continue
    cursor.space()
    const start = cursor.at
    if (!cursor.string()) continue
    const text = stringText(bytes, start, cursor.at)
    if (text !== undefined) found.push({ from: start, to: cursor.at, text })
  }
  return found
}

/** What is too long to say it is not decoded. */
function says(bytes: Uint8Array, from: number, to: number, name: string): boolean {
  return to - from <= longestLiteral(name) && stringText(bytes, from, to) === name
}

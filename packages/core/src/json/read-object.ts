import { CLOSE_BRACE, COLON, COMMA, OPEN_BRACE } from './bytes.ts'
import type { Cursor } from './cursor.ts'

/**
 * Steps over a member's value, behind whose colon the cursor stands; `from` to `to` is the literal of its name. False
 * where it can't, the cursor where the text is wrong.
 */
export type StepOver = (from: number, to: number) => boolean

/** What a text is: an object that nothing follows, another value or no JSON at all, one that ended early, one that is wrong. */
export type Shape = 'object' | 'not_object' | 'cut' | 'broken'

/** A text that is an object; `inside` reads from behind its opening brace to behind its closing one. */
export function readOnlyObject(cursor: Cursor, inside: () => boolean): Shape {
  if (!cursor.mark()) return 'cut'
  cursor.space()
  if (!cursor.atEnd && !cursor.byte(OPEN_BRACE)) return 'not_object'
  if (inside() && endsHere(cursor)) return 'object'
  return cursor.atEnd ? 'cut' : 'broken'
}

/** From behind the opening brace to behind the closing one, by strict JSON in all that is not a value. */
export function readObject(cursor: Cursor, value: StepOver): boolean {
  cursor.space()
  if (cursor.byte(CLOSE_BRACE)) return true
  while (true) {
    const from = cursor.at
    if (!cursor.string()) return false
    const to = cursor.at
    cursor.space()
    if (!cursor.byte(COLON)) return false
    cursor.space()
    if (!value(from, to)) return false
    cursor.space()
    if (cursor.byte(CLOSE_BRACE)) return true
    if (!cursor.byte(COMMA)) return false
    cursor.space()
  }
}

/** Nothing but space may follow: some servers stop at the brace, others don't. */
function endsHere(cursor: Cursor): boolean {
  cursor.space()
  return cursor.atEnd
}

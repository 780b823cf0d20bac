import type { Cursor } from './cursor.ts'
import type { Member } from './find-members.ts'
import { stringText } from './string-text.ts'

/** The value that the cursor stands at, and steps over; undefined where it can't be read. */
export function readValue(cursor: Cursor): Member | undefined {
  const from = cursor.at
  const kind = cursor.value()
  if (kind === undefined) return undefined
  const text = kind === 'string' ? stringText(cursor.bytes, from, cursor.at) : undefined
  if (kind !== 'string' || text !== undefined) return { from, to: cursor.at, kind, text }
  cursor.wrongAt(from)
  return undefined
}

import { BACKSLASH } from './bytes.ts'
import { Cursor, type JsonKind } from './cursor.ts'
import { longestLiteral } from './longest-literal.ts'
import { readObject, readOnlyObject } from './read-object.ts'
import { readValue } from './read-value.ts'
import { stringText } from './string-text.ts'

export interface Member {
  /** Where the value stands, the quotes of a string included. */
  readonly from: number
  readonly to: number
  readonly kind: JsonKind
  /** What a string says. */
  readonly text: string | undefined
}

export type Found =
  | { readonly kind: 'object'; readonly members: readonly Member[] }
  /** Another value, or no JSON at all. */
  | { readonly kind: 'not_object' }
  /** No JSON from `at` on, so a server may see in it what can't be seen here. */
  | { readonly kind: 'broken'; readonly at: number }
  /** The text ended early. `members` are those that were whole by then; more may follow. */
  | { readonly kind: 'cut'; readonly members: readonly Member[] }

/** Repeating a name is no use to anybody. A body of nothing else must not become a list many times its size. */
export const MOST_MEMBERS = 1000

/**
 * All members of that name at the top of a JSON object, however the name is written. One pass over the bytes, which
 * reads strict JSON between the members and steps over what is in them; no memory beyond what it answers.
 */
export function findMembers(bytes: Uint8Array, name: string): Found {
  const cursor = new Cursor(bytes)
  const members: Member[] = []
  const step = (from: number, to: number) => readMember(cursor, from, to, name, members)
  const kind = readOnlyObject(cursor, () => readObject(cursor, step))
  switch (kind) {
    case 'object':
    case 'cut':
      return { kind, members }
    case 'broken':
      return { kind, at: cursor.at }
    case 'not_object':
      return { kind }
    default:
      return kind satisfies never
  }
}

function readMember(cursor: Cursor, from: number, to: number, name: string, members: Member[]): boolean {
  const meant = means(cursor.bytes, from, to, name)
  if (meant === undefined) return cursor.wrongAt(from)
  if (!meant) return cursor.value() !== undefined
  const start = cursor.at
  const member = readValue(cursor)
  if (member === undefined) return false
  if (members.length === MOST_MEMBERS) return cursor.wrongAt(start)
  members.push(member)
  return true
}

/** Whether the string literal is this name; undefined where it can't be read. */
function means(bytes: Uint8Array, from: number, to: number, name: string): boolean | undefined {
  for (let i = 0; i < name.length; i++) {
    const byte = bytes[from + 1 + i] as number
    if (byte === BACKSLASH || byte > 0x7f) return meansWritten(bytes, from, to, name)
    if (byte !== name.charCodeAt(i)) return false
  }
  return to - from === name.length + 2
}

/** The same of one that may be written in another way. */
function meansWritten(bytes: Uint8Array, from: number, to: number, name: string): boolean | undefined {
  // What is longer says something else and need not be decoded.
  if (to - from > longestLiteral(name)) return false
  const text = stringText(bytes, from, to)
  return text === undefined ? undefined : text === name
}

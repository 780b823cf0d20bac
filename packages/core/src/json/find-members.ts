import { BACKSLASH, CLOSE_BRACE, COLON, COMMA, OPEN_BRACE } from './bytes.ts'
import { Cursor, type JsonKind } from './cursor.ts'
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
  if (!cursor.mark()) return { kind: 'cut', members }
  cursor.space()
  if (!cursor.atEnd && !cursor.byte(OPEN_BRACE)) return { kind: 'not_object' }
  if (readObject(cursor, name, members)) return { kind: 'object', members }
  return cursor.atEnd ? { kind: 'cut', members } : { kind: 'broken', at: cursor.at }
}

/** From behind the opening brace to the end of the text. */
function readObject(cursor: Cursor, name: string, members: Member[]): boolean {
  cursor.space()
  if (cursor.byte(CLOSE_BRACE)) return endsHere(cursor)
  while (true) {
    if (!readMember(cursor, name, members)) return false
    cursor.space()
    if (cursor.byte(CLOSE_BRACE)) return endsHere(cursor)
    if (!cursor.byte(COMMA)) return false
    cursor.space()
  }
}

function readMember(cursor: Cursor, name: string, members: Member[]): boolean {
  const start = cursor.at
  if (!cursor.string()) return false
  const meant = means(cursor.bytes, start, cursor.at, name)
  if (meant === undefined) return stop(cursor, start)
  cursor.space()
  if (!cursor.byte(COLON)) return false
  cursor.space()
  const from = cursor.at
  const kind = cursor.value()
  if (kind === undefined) return false
  if (!meant) return true
  const text = kind === 'string' ? stringText(cursor.bytes, from, cursor.at) : undefined
  const unreadable = kind === 'string' && text === undefined
  if (unreadable || members.length === MOST_MEMBERS) return stop(cursor, from)
  members.push({ from, to: cursor.at, kind, text })
  return true
}

/** Nothing but space may follow: some servers stop at the brace, others don't. */
function endsHere(cursor: Cursor): boolean {
  cursor.space()
  return cursor.atEnd
}

function stop(cursor: Cursor, at: number): false {
  cursor.at = at
  return false
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
  // Nothing takes more bytes than `\u` escapes alone; what is longer says something else and need not be decoded.
  if (to - from > 6 * name.length + 2) return false
  const text = stringText(bytes, from, to)
  return text === undefined ? undefined : text === name
}

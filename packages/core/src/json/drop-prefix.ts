import { utf8 } from '../web/bytes.ts'
import { BACKSLASH } from './bytes.ts'
import type { Edit } from './edit-bytes.ts'
import type { Member } from './find-members.ts'

const NOTHING = new Uint8Array(0)
const U = 0x75

/**
 * The edit that takes a prefix from a string: exactly the bytes that spell it. What follows keeps the spelling that the
 * client gave it, escapes included. undefined where the member is no string that begins so.
 */
export function dropPrefix(bytes: Uint8Array, member: Member, prefix: string): Edit | undefined {
  if (member.text?.startsWith(prefix) !== true) return undefined
  const from = member.from + 1
  let at = from
  for (let i = 0; i < prefix.length; ) {
    if (bytes[at] === BACKSLASH) {
      // That it is one of JSON's was seen when the text was read.
      at += bytes[at + 1] === U ? 6 : 2
      i++
    } else {
      const char = String.fromCodePoint(prefix.codePointAt(i) as number)
      const plain = utf8(char)
      // Bytes that are no UTF-8 read as U+FFFD and are fewer than its own.
      if (!plain.every((byte, k) => bytes[at + k] === byte)) return undefined
      at += plain.length
      i += char.length
    }
  }
  return { from, to: at, insert: NOTHING }
}

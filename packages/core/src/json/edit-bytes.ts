import { concat, copyOf } from '../web/bytes.ts'

/** `insert` stands where `from` to `to` was. */
export interface Edit {
  readonly from: number
  readonly to: number
  readonly insert: Uint8Array
}

/** A new array with exactly those ranges replaced, in whatever order they are given. They must not overlap. */
export function editBytes(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  if (edits.length === 0) return copyOf(bytes)
  const parts: Uint8Array[] = []
  let at = 0
  for (const { from, to, insert } of edits.toSorted((a, b) => a.from - b.from)) {
    if (from < at || to < from || to > bytes.length) throw new RangeError(`no range to replace: ${from} to ${to}`)
    parts.push(bytes.subarray(at, from), insert)
    at = to
  }
  parts.push(bytes.subarray(at))
  return concat(parts)
}

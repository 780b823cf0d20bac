import { editBytes } from './edit-bytes.ts'
import { findMembers } from './find-members.ts'
import { jsonString } from './json-string.ts'

/**
 * The body with other names for its model: every `model` at its top, since servers differ in which of several they
 * take. No other byte changes; undefined where there is nothing to replace.
 */
export function replaceModel(
  whole: Uint8Array,
  nameFor: (model: string) => string | undefined,
): Uint8Array | undefined {
  const found = findMembers(whole, 'model')
  if (found.kind !== 'object') return undefined
  const edits = found.members.flatMap(({ from, to, text }) => {
    const name = text === undefined ? undefined : nameFor(text)
    return name === undefined || name === text ? [] : [{ from, to, insert: jsonString(name) }]
  })
  return edits.length === 0 ? undefined : editBytes(whole, edits)
}

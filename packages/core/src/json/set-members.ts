import { OPEN_BRACE } from './bytes.ts'
import type { CompiledSet, CompiledSets } from './compile-sets.ts'
import { Cursor } from './cursor.ts'
import { type Edit, editBytes } from './edit-bytes.ts'
import { exactNumber } from './exact-number.ts'
import { type Member, MOST_MEMBERS } from './find-members.ts'
import { jsonString } from './json-string.ts'
import { readObject, readOnlyObject } from './read-object.ts'
import { readValue } from './read-value.ts'
import { stringText } from './string-text.ts'

export type SetOutcome =
  /** `bytes` is the given array itself where nothing changed. */
  | { readonly kind: 'set'; readonly bytes: Uint8Array }
  /** Another value, or no JSON at all. */
  | { readonly kind: 'not_object' }
  /** No JSON from `at` on, or more of one name than anybody can mean. */
  | { readonly kind: 'broken'; readonly at: number }
  | { readonly kind: 'cut' }

export type NameFor = (model: string) => string | undefined

/**
 * The text with those members set: replaced wherever they stand (all of a name, since servers differ in which they
 * take), appended where they are missing, and left where they say the same already. `nameFor` gives every `model` at
 * the top that the sets say nothing of another name. No other byte changes. One pass, strict between the members on
 * the way; whether what is stepped over, or replaced, was JSON inside is not looked at.
 */
export function setMembers(whole: Uint8Array, sets: CompiledSets, nameFor?: NameFor): SetOutcome {
  const cursor = new Cursor(whole)
  const pass: Pass = { cursor, edits: [], repeats: 0 }
  const kind = readOnlyObject(cursor, () => setInside(pass, sets, nameFor))
  switch (kind) {
    case 'object':
      return { kind: 'set', bytes: pass.edits.length === 0 ? whole : editBytes(whole, pass.edits) }
    case 'broken':
      return { kind, at: cursor.at }
    case 'cut':
    case 'not_object':
      return { kind }
    default:
      return kind satisfies never
  }
}

interface Pass {
  readonly cursor: Cursor
  readonly edits: Edit[]
  /** Members whose name stood in the same object before: without a bound the edits could outgrow the body. */
  repeats: number
}

/** What is to be done in one object, and which names it had by now. */
interface Level {
  readonly sets: CompiledSets
  readonly nameFor: NameFor | undefined
  readonly seen: Set<string>
}

/** One object, from behind its opening brace to behind its closing one. As deep as the sets go, whatever the body. */
function setInside(pass: Pass, sets: CompiledSets, nameFor?: NameFor): boolean {
  const { cursor, edits } = pass
  const level: Level = { sets, nameFor, seen: new Set() }
  const start = cursor.at
  let end = start
  const step = (from: number, to: number): boolean => {
    const meant = sets.names.mayBe(cursor.bytes, from, to)
    const done = meant ? setMember(pass, from, to, level) : cursor.value() !== undefined
    end = cursor.at
    return done
  }
  if (!readObject(cursor, step)) return false
  let comma = end > start
  for (const [name, { appended }] of sets.byName) {
    if (level.seen.has(name)) continue
    edits.push({ from: end, to: end, insert: comma ? appended : appended.subarray(1) })
    comma = true
  }
  return true
}

function setMember(pass: Pass, from: number, to: number, { sets, nameFor, seen }: Level): boolean {
  const { cursor } = pass
  const name = stringText(cursor.bytes, from, to)
  if (name === undefined) return cursor.wrongAt(from)
  const set = sets.byName.get(name)
  const renamed = name === 'model' ? nameFor : undefined
  if (set === undefined && renamed === undefined) return cursor.value() !== undefined
  if (seen.has(name) && ++pass.repeats >= MOST_MEMBERS) return cursor.wrongAt(from)
  seen.add(name)
  return set === undefined ? rename(pass, renamed) : replace(pass, set)
}

function replace(pass: Pass, set: CompiledSet): boolean {
  const { cursor, edits } = pass
  if (set.inside !== undefined && cursor.byte(OPEN_BRACE)) return setInside(pass, set.inside)
  const member = readValue(cursor)
  if (member === undefined) return false
  if (!says(cursor.bytes, member, set)) edits.push({ from: member.from, to: member.to, insert: set.value })
  return true
}

function rename({ cursor, edits }: Pass, nameFor: NameFor | undefined): boolean {
  const member = readValue(cursor)
  if (member === undefined) return false
  const { from, to, text } = member
  const name = text === undefined ? undefined : nameFor?.(text)
  if (name !== undefined && name !== text) edits.push({ from, to, insert: jsonString(name) })
  return true
}

/** Whether that is what stands there, in whatever spelling; lists only in the very same. */
function says(bytes: Uint8Array, { from, to, kind, text }: Member, set: CompiledSet): boolean {
  if (kind === 'string') return text === set.text
  const written = bytes.subarray(from, to)
  if (kind === 'number') return set.number !== undefined && exactNumber(written) === set.number
  return written.length === set.value.length && written.every((byte, i) => byte === set.value[i])
}

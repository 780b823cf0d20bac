import type { Path } from '../problem.ts'
import { isMap } from '../schema/shape.ts'
import { saysNothing, soundsRestricting } from './restricting.ts'
import type { Work } from './work.ts'

/** What is known of a gateway's settings of which nothing is made here. */
export interface Words {
  /** Nothing that a caller could notice. */
  readonly harmless: ReadonlySet<string>
  /** Not used, and no lock, whatever the name sounds like. */
  readonly notes: Readonly<Record<string, string>>
  /** Why it matters that a setting is not enforced. */
  readonly reasons: Readonly<Record<string, string>>
  /** What holds after all where callers are asked for a key. */
  readonly heldByAccess?: ReadonlySet<string>
}

/** A setting that nothing is made of: harmless, told as not used, or a lock that does not hold here. */
export function judgeSetting(work: Work, path: Path, words: Words): void {
  const name = String(path.at(-1))
  const value = work.at(path)
  if (saysNothing(value) || words.harmless.has(name)) return
  const note = own(words.notes, name)
  const isHarmless = (word: string) => words.harmless.has(word) || own(words.notes, word) !== undefined
  if (note !== undefined) work.noteOnce(name, path, `not used: ${note}`)
  else if (own(words.reasons, name) !== undefined || soundsRestricting(snaked(name), inSnakes(value), isHarmless))
    restrict(work, path, name, words)
  else work.noteOnce(name, path, 'not used')
}

export function restrict(work: Work, path: Path, name: string, words: Words, says?: string): void {
  const reason = says ?? own(words.reasons, name) ?? 'what it would stop passes'
  work.restrict(path, name, reason, words.heldByAccess?.has(name) ? 'access' : undefined)
}

/** What a table of the file's words has under a name; `constructor` and the like are names like any other. */
export function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

/** `maxRateLimit` is made of the words that `max_rate_limit` is made of. */
function snaked(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase()
}

function inSnakes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSnakes)
  if (!isMap(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [snaked(name), inSnakes(each)]))
}

import type { Path } from '../problem.ts'

export interface Shown {
  /** Names whose values can be no secret. */
  readonly names: ReadonlySet<string>
  /** Nothing but a reference: the file itself holds no secret there. */
  readonly reference: RegExp
  /** Whether names mean what they say inside these maps. Elsewhere they may be the user's own. */
  isSection(around: readonly string[]): boolean
}

/** What of a file may stand in messages: see `FileDialect.shows`. */
export function showing({ names, reference, isSection }: Shown): (path: Path, written: string) => boolean {
  return (path, written) => {
    if (reference.test(written)) return true
    const keys = path.filter((key) => typeof key === 'string')
    return names.has(keys.at(-1) ?? '') && isSection(keys.slice(0, -1))
  }
}

/** The names of a list that is written as words. */
export function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

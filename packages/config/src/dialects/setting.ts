import type { Path } from '../problem.ts'
import type { Work } from './work.ts'

/** One member of a provider, and where it came from. */
export interface Setting {
  /** Below the provider. */
  readonly path: Path
  readonly value: unknown
  readonly from: Path
}

/** Nothing where the file has nothing. */
export function settingOf(work: Work, path: Path, from: Path): Setting[] {
  const value = work.has(from) ? work.value(from) : undefined
  return value === undefined ? [] : [{ path, value, from }]
}

import type { Path } from '../problem.ts'

export interface Found<T> {
  readonly value: T
  /** What of the path lies below the one that was found. */
  readonly below: Path
}

/** The entry of the longest beginning of a path. Keys are paths as JSON. */
export function longestPrefix<T>(entries: ReadonlyMap<string, T>, path: Path): Found<T> | undefined {
  for (let length = path.length; length >= 0; length--) {
    const value = entries.get(JSON.stringify(path.slice(0, length)))
    if (value !== undefined) return { value, below: path.slice(length) }
  }
  return undefined
}

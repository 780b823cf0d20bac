import { Secret } from '@strait/core'
import type { Path } from '../problem.ts'
import { isMap } from '../schema/shape.ts'
import { type Failure, fillIn, type Sources } from '../secrets.ts'

export interface FilledTree {
  readonly value: unknown
  readonly unfilled: ReadonlySet<string>
  readonly failures: readonly { readonly path: Path; readonly failure: Failure }[]
}

/** Fills in the references of a translated config: texts that held one come out as secrets. */
export function fillTree(config: unknown, sources: Sources): FilledTree {
  const unfilled = new Set<string>()
  const failures: { path: Path; failure: Failure }[] = []

  function fill(value: unknown, path: Path): unknown {
    if (Array.isArray(value)) return value.map((each, i) => fill(each, [...path, i]))
    if (isMap(value)) {
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fill(each, [...path, name])]))
    }
    if (typeof value !== 'string') return value
    const filled = fillIn(value, sources)
    if (filled.kind === 'plain') return filled.text
    if (filled.kind === 'filled') return new Secret(filled.text, filled.label)
    unfilled.add(JSON.stringify(path))
    for (const failure of filled.failures) failures.push({ path, failure })
    return undefined
  }

  return { value: fill(config, []), unfilled, failures }
}

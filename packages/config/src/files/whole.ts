import { at } from '../checks/view.ts'
import { locate } from '../locate.ts'
import type { Finding, Path, Problem } from '../problem.ts'
import type { Place, Tree } from '../yaml/tree.ts'
import { longestPrefix } from './origin.ts'
import type { Part } from './part.ts'

/** Where a value of the whole stands: in which part, and there at which path of what it says. */
export interface Mount {
  readonly part: Part
  readonly from: Path
}

/** All files as one: what it says, and for each of its paths the file and place that said so. */
export interface Whole extends Tree {
  partAt(path: Path): Part
  /** A finding with paths of the whole, as it is told in its file. */
  tell(finding: Finding): Problem
}

export function wholeOf(value: unknown, parts: readonly Part[], mounts: ReadonlyMap<string, Mount>): Whole {
  const main = parts[0] as Part

  /** The mount of the main file is the empty path, so that there always is one. */
  function mountAt(path: Path): Mount {
    const found = longestPrefix(mounts, path)
    if (found === undefined) return { part: main, from: path }
    return { part: found.value.part, from: [...found.value.from, ...found.below] }
  }

  function place(path: Path): Place | undefined {
    const { part, from } = mountAt(path)
    const origin = part.origin(from)
    const found = part.tree.place(origin.path)
    if (found === undefined || part.foreign === undefined) return found
    const { source, ...placed } = found
    const value = at(part.tree, origin.path)
    // What stands around a value may be secret where the value is not.
    const isOwnText = origin.exact && source !== undefined && typeof value !== 'object'
    return isOwnText ? found : placed
  }

  return {
    value,
    findings: [],
    unfilled: unfilledOf(parts, mounts),
    values: [],
    masked: [],
    maskedNames: new Set(parts.flatMap(({ tree }) => [...tree.maskedNames])),
    place,
    partAt: (path) => mountAt(path).part,
    called(path) {
      const { part, from } = mountAt(path)
      const name = part.tree.called(part.origin(from).path)
      return parts.length === 1 ? name : `${name} of ${part.file}`
    },
    tell(finding) {
      const { part, from } = mountAt(finding.path)
      return tellIn(part, { ...finding, path: part.origin(from).path })
    },
  }
}

/** A finding with paths of one file. */
export function tellIn(part: Part, finding: Finding): Problem {
  return locate(finding, part.file, part.text, part.tree)
}

function unfilledOf(parts: readonly Part[], mounts: ReadonlyMap<string, Mount>): ReadonlySet<string> {
  const unfilled = new Set<string>()
  const where = [...mounts].map(([key, mount]) => ({ path: JSON.parse(key) as Path, ...mount }))
  for (const part of parts) {
    for (const key of part.unfilled) {
      const path = JSON.parse(key) as Path
      for (const mount of where) {
        const isBelow = mount.from.every((name, i) => name === path[i])
        if (mount.part === part && isBelow)
          unfilled.add(JSON.stringify([...mount.path, ...path.slice(mount.from.length)]))
      }
    }
  }
  return unfilled
}

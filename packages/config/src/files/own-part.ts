import type { Finding } from '../problem.ts'
import type { Tree } from '../yaml/tree.ts'
import type { Part } from './part.ts'
import type { File } from './read-part.ts'

/** A file of Strait's own: what it says needs no translation. */
export function ownPart(file: File, tree: Tree, syntax: readonly Finding[]): Part {
  return {
    ...file,
    tree,
    value: tree.value,
    unfilled: tree.unfilled,
    findings: [...syntax, ...tree.findings],
    missing: [],
    origin: (path) => ({ path, exact: true }),
    foreign: undefined,
  }
}

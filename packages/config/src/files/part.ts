import type { FileDialect, Translation } from '../dialects/dialect.ts'
import type { Finding, Path } from '../problem.ts'
import type { Sources } from '../secrets.ts'
import type { Tree } from '../yaml/tree.ts'

/** One of the files that a config is made of. */
export interface Part {
  /** As it is told: the main file as the user gave it, an included one beside it. */
  readonly file: string
  readonly text: string
  /** Its values' places and what of it may be shown; paths are those of the file. */
  readonly tree: Tree
  /** Paths in it are looked for beside it. */
  readonly sources: Sources
  /** What it says in Strait's own words, secrets filled in. */
  readonly value: unknown
  /** Paths of `value` that could not be filled in. */
  readonly unfilled: ReadonlySet<string>
  /** What is wrong with it by itself; paths are those of the file. */
  readonly findings: readonly Finding[]
  /** References that could not be filled in; paths are those of the file. */
  readonly missing: readonly Finding[]
  /** Where a path of `value` came from. */
  origin(path: Path): Origin
  /** Undefined for a file of Strait's own. */
  readonly foreign: { readonly dialect: FileDialect; readonly translation: Translation } | undefined
}

export interface Origin {
  readonly path: Path
  /** The value itself came from there, and not only what it stands in. */
  readonly exact: boolean
}

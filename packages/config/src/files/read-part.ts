import type { FileDialect } from '../dialects/dialect.ts'
import type { Problem } from '../problem.ts'
import type { Sources } from '../secrets.ts'
import { blankTree } from '../yaml/blank-tree.ts'
import { ownPart } from './own-part.ts'
import type { Part } from './part.ts'

export type PartRead =
  | { readonly kind: 'ok'; readonly part: Part }
  /** No YAML: nothing behind the break can be trusted. */
  | { readonly kind: 'broken'; readonly problems: readonly Problem[] }

export interface File {
  /** As it is told. */
  readonly file: string
  readonly text: string
  readonly sources: Sources
}

const BLANK = /^[ \r\n]*$/

/** Reads one file. The YAML parser is imported where there is something to parse: a start without a config does without. */
export async function readPart(given: File, dialect?: FileDialect): Promise<PartRead> {
  const file = { ...given, text: given.text.replace(/^\uFEFF/, '') }
  if (dialect === undefined && BLANK.test(file.text)) return { kind: 'ok', part: ownPart(file, blankTree, []) }
  return (await import('./read-yaml.ts')).readYaml(file, dialect)
}

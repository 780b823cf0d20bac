import type { Part } from './files/part.ts'
import { readParts } from './files/read-parts.ts'
import { needlessAcceptance } from './files/unenforced.ts'
import { tellIn } from './files/whole.ts'
import { valueRange } from './issues.ts'
import { inOrder, type Judgement, judge } from './judge.ts'
import type { Problem } from './problem.ts'
import { readPemFiles } from './read-pem-files.ts'
import type { Config } from './schema/config.ts'
import type { Sources } from './secrets.ts'
import { warn } from './warn.ts'

export interface LoadOptions extends Sources {
  readonly text: string
  /** The file's name, as the user gave it, or `STRAIT_CONFIG`. Relative paths inside are looked for beside it. */
  readonly source: string
  /** Beside those of `accept_unenforced`. */
  readonly acceptUnenforced?: readonly string[] | undefined
}

/** A file that was written for another gateway. */
export interface ForeignFile {
  readonly file: string
  /** Whose: "LiteLLM's config". */
  readonly title: string
}

export type Loaded =
  | {
      readonly kind: 'ok'
      readonly config: Config
      readonly warnings: readonly Problem[]
      /** What of other gateways' files is not used or works differently here. */
      readonly notes: readonly Problem[]
      readonly foreign: readonly ForeignFile[]
      readonly files: readonly string[]
    }
  /** `files`: all that was looked for, so that a watcher sees them mended. */
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[]; readonly files: readonly string[] }

/** Reads a config file and those it includes: all of their problems at once, or a config with every default filled in. */
export async function loadConfig(options: LoadOptions): Promise<Loaded> {
  const files = new Set<string>()
  const read = await readParts(options, files)
  const { parts } = read
  const invalid = (problems: readonly Problem[]): Loaded => ({
    kind: 'invalid',
    problems: inOrder(problems, parts),
    files: [...files],
  })
  if (read.broken.length > 0) {
    const others = [
      ...parts.flatMap((part) => [...part.findings, ...part.missing].map((finding) => tellIn(part, finding))),
      ...read.findings.map(({ part, finding }) => tellIn(part, finding)),
    ]
    return invalid([...read.broken, ...others])
  }
  const judged = judge(read, options.acceptUnenforced ?? [])
  const { whole } = judged
  const pem = judged.config === undefined ? undefined : readPemFiles(judged.config, whole)
  const problems = [...judged.missing, ...judged.problems, ...(pem?.findings ?? []).map(whole.tell)]
  if (problems.length > 0 || pem === undefined) return invalid(problems)
  return {
    kind: 'ok',
    config: pem.config,
    warnings: inOrder([...warn(pem.config, whole).map(whole.tell), ...warnUnenforced(judged)], parts),
    notes: inOrder(parts.flatMap(notesOf), parts),
    foreign: parts.flatMap(({ file, foreign }) =>
      foreign === undefined ? [] : [{ file, title: foreign.dialect.title }],
    ),
    files: [...files],
  }
}

function notesOf(part: Part): Problem[] {
  const notes = part.foreign?.translation.notes ?? []
  return notes.map((note) => tellIn(part, { ...note, at: valueRange(note.path, part.tree) }))
}

function warnUnenforced({ unenforced, whole }: Judgement): Problem[] {
  const listed = (whole.value as { accept_unenforced?: unknown }).accept_unenforced
  const needless = [listed].flat().flatMap((name, i) => {
    const words = typeof name === 'string' ? needlessAcceptance(name, unenforced) : undefined
    const path = Array.isArray(listed) ? ['accept_unenforced', i] : ['accept_unenforced']
    return words === undefined ? [] : [whole.tell({ path, at: valueRange(path, whole), ...words })]
  })
  return [...unenforced.map(({ part, finding }) => tellIn(part, finding)), ...needless]
}

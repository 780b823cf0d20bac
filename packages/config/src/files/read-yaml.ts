import type { Document } from 'yaml'
import type { DialectReader, FileDialect } from '../dialects/dialect.ts'
import { dialects } from '../dialects/index.ts'
import { valueRange } from '../issues.ts'
import { locate } from '../locate.ts'
import type { Finding, Path } from '../problem.ts'
import type { Failure } from '../secrets.ts'
import { guessHidden } from '../yaml/guess-hidden.ts'
import { parseYaml } from '../yaml/parse.ts'
import { ownReading, type Reading, readTree, type Tree } from '../yaml/tree.ts'
import { fillTree } from './fill-tree.ts'
import { longestPrefix } from './origin.ts'
import { ownPart } from './own-part.ts'
import type { Origin, Part } from './part.ts'
import type { File, PartRead } from './read-part.ts'

/** Reads one file: Strait's own, or that of another gateway, which is recognised by its members. */
export async function readYaml(file: File, dialect: FileDialect | undefined): Promise<PartRead> {
  const { text } = file
  const parsed = parseYaml(text)
  if (parsed.kind === 'broken') {
    const masked = guessHidden(text)
    const hidden = { values: masked, masked, maskedNames: new Set<string>() }
    return { kind: 'broken', problems: parsed.findings.map((each) => locate(each, file.file, text, hidden)) }
  }
  const meant = dialect ?? recognised(parsed.document, text)
  if (meant === undefined) {
    return {
      kind: 'ok',
      part: ownPart(file, readTree(parsed.document, text, ownReading(file.sources)), parsed.findings),
    }
  }
  const reader = await meant.reader()
  const tree = readTree(parsed.document, text, foreignReading(reader))
  return { kind: 'ok', part: foreignPart(file, meant, reader, tree, parsed.findings) }
}

function recognised(document: Document, text: string): FileDialect | undefined {
  const plain = readTree(document, text, { ...AS_WRITTEN, isShown: () => false }).value
  return dialects.find((dialect) => dialect.recognises(plain))
}

const AS_WRITTEN = { fill: (text: string) => ({ kind: 'plain', text }) as const, own: false }

function foreignReading(reader: DialectReader): Reading {
  return { ...AS_WRITTEN, isShown: (path, written) => reader.shows(path, written) }
}

function foreignPart(
  file: File,
  dialect: FileDialect,
  reader: DialectReader,
  tree: Tree,
  syntax: readonly Finding[],
): Part {
  const isSet = (variable: string) => Boolean(file.sources.env(variable))
  const translation = reader.translate({ value: tree.value, isSet })
  const { value, unfilled, failures } = fillTree(translation.config, file.sources)
  const origin = (path: Path): Origin => {
    const found = longestPrefix(translation.origins, path)
    return found === undefined ? { path: [], exact: false } : { path: found.value, exact: found.below.length === 0 }
  }
  const mistakes = translation.mistakes.map((each): Finding => ({ ...each, at: valueRange(each.path, tree) }))
  const missing = failures.map(({ path, failure }) => missingFinding(origin(path).path, failure, tree))
  const findings = [...syntax, ...tree.findings, ...mistakes]
  return {
    ...file,
    tree,
    value,
    unfilled,
    findings,
    missing: unique(missing),
    origin,
    foreign: { dialect, translation },
  }
}

/** The other gateway's file has no defaults like ours, so that ours are no advice. */
function missingFinding(path: Path, { says, hint }: Failure, tree: Tree): Finding {
  const advice = hint?.includes('${') ? 'set it where Strait is started, or use --env-file' : hint
  return { path, at: valueRange(path, tree), says, ...(advice === undefined ? {} : { hint: advice }) }
}

/** One value of the other file may have gone to several places. */
function unique(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>()
  return findings.filter(({ path, says }) => {
    const key = JSON.stringify([path, says])
    return !seen.has(key) && seen.add(key)
  })
}

import { Document, isMap, isNode, isPair, type YAMLMap } from 'yaml'
import type { FileDialect, Remark, Translation } from './dialects/dialect.ts'
import { dialects } from './dialects/index.ts'
import { longestPrefix } from './files/origin.ts'
import type { Part } from './files/part.ts'
import { readParts } from './files/read-parts.ts'
import { keyRange } from './issues.ts'
import { inOrder, judge } from './judge.ts'
import type { LoadOptions } from './load.ts'
import type { Path, Problem } from './problem.ts'
import { configSchema } from './schema/config.ts'

export type Imported =
  | { readonly kind: 'ok'; readonly text: string }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] }

/**
 * Another gateway's file as a `strait.yaml`, with comments on what differs. References stay references: variables that
 * are not set here are no hindrance. Locks that do not hold are, as at start.
 */
export async function importConfig(name: string, options: LoadOptions): Promise<Imported> {
  const dialect = dialects.find((each) => each.name === name)
  if (dialect === undefined) throw new TypeError(`there is no dialect ${name}`)
  const read = await readParts({ ...options, dialect }, new Set())
  const [main] = read.parts
  if (main?.foreign === undefined) return { kind: 'invalid', problems: read.broken }
  const accept = options.acceptUnenforced ?? []
  const judged = judge({ parts: [main], broken: [], findings: [] }, accept)
  if (judged.problems.length > 0) return { kind: 'invalid', problems: inOrder(judged.problems, [main]) }
  const { translation } = main.foreign
  const unlocked = judged.unenforced.map(({ name: lock, finding }) => ({
    path: finding.path,
    says: `${lock} is NOT enforced: ${translation.restrictions.find((each) => each.name === lock)?.says}`,
  }))
  return { kind: 'ok', text: written(main, dialect, translation, [...unlocked, ...translation.notes]) }
}

function written(part: Part, dialect: FileDialect, translation: Translation, remarks: readonly Remark[]): string {
  const document = new Document(inSchemaOrder(translation.config), { aliasDuplicateObjects: false })
  const above: string[] = []
  for (const remark of remarks) {
    const comment = ` line ${lineOf(part, remark.path)}, ${part.tree.called(remark.path)}: ${remark.says}`
    if (!comments(document, placeOf(translation, remark.path), comment)) above.push(comment)
  }
  if (isMap(document.contents)) spaced(document.contents)
  const file = part.file.slice(part.file.lastIndexOf('/') + 1)
  const head = [` ${dialect.title}, from ${file}. What differs stands at its place.`, ...above]
  return `${head.map((line) => `#${line}\n`).join('')}\n${document.toString({ lineWidth: 0 })}`
}

function inSchemaOrder(config: unknown): Record<string, unknown> {
  const values = config as Record<string, unknown>
  return Object.fromEntries(
    Object.keys(configSchema.entries).flatMap((name) => (name in values ? [[name, values[name]]] : [])),
  )
}

function lineOf(part: Part, path: Path): number {
  return part.text.slice(0, keyRange(path, part.tree).start).split('\n').length
}

/** The first provider, route or key that was made of what the remark is about. */
function placeOf({ origins }: Translation, path: Path): Path | undefined {
  const made = new Map<string, Path>()
  for (const [key, origin] of origins) {
    const place = JSON.stringify(origin)
    if (origin.length > 0 && !made.has(place)) made.set(place, JSON.parse(key) as Path)
  }
  return longestPrefix(made, path)?.value.slice(0, 2)
}

function comments(document: Document, place: Path | undefined, comment: string): boolean {
  if (place === undefined || place.length < 2) return false
  const parent = document.getIn(place.slice(0, -1), true)
  const key = place.at(-1)
  const node = isMap(parent)
    ? (parent as YAMLMap).items.find((pair) => isPair(pair) && isNode(pair.key) && pair.key.toJSON() === key)?.key
    : document.getIn(place, true)
  if (!isNode(node)) return false
  node.commentBefore = node.commentBefore ? `${node.commentBefore}\n${comment}` : comment
  return true
}

function spaced(map: YAMLMap): void {
  map.items.forEach(({ key }, i) => {
    if (i > 0 && isNode(key)) key.spaceBefore = true
  })
}

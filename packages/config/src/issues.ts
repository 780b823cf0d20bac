import type * as v from 'valibot'
import { MASK } from './excerpt.ts'
import type { Finding, Path, Range } from './problem.ts'
import { HINT_MARK } from './schema/leaf.ts'
import { UNKNOWN } from './schema/shape.ts'
import { adviseMember, nearestValue } from './words.ts'
import { isReferenceOnly, isShown, withoutUrlSecrets } from './yaml/shown.ts'
import type { Tree } from './yaml/tree.ts'

type Issue = v.BaseIssue<unknown>

/** A schema's issue, in words and with its place. Undefined where another problem has already told it. */
export function findingOf(issue: Issue, tree: Tree): Finding | undefined {
  const path: Path = (issue.path ?? []).map((item) => item.key as string | number)
  if (tree.unfilled.has(JSON.stringify(path))) return undefined
  if (issue.message.startsWith(UNKNOWN)) return unknownMember(issue, path, tree)
  if (issue.type === 'strict_object' && issue.input === undefined) return missingMember(path, tree)
  const [says, hint] = issue.message.includes(HINT_MARK) ? issue.message.split(HINT_MARK) : []
  const isName = issue.path?.at(-1)?.origin === 'key'
  const near = hint || isName ? hint : nearWord(issue, path)
  return {
    path,
    at: isName ? keyRange(path, tree) : valueRange(path, tree),
    says: says || defaultWords(issue, path),
    found: isName ? JSON.stringify(shownName(path, tree)) : describe(issue.input, path, tree),
    ...(issue.expected === null ? {} : { expected: issue.expected }),
    ...(near ? { hint: near } : {}),
  }
}

function defaultWords({ input }: Issue, path: Path): string {
  if (path.length === 0) return 'the file is no map of names and values'
  return input === null ? 'it is empty' : 'wrong value'
}

/** The last name of a path, as it may be shown. */
export function shownName(path: Path, tree: Tree): string {
  const name = String(path.at(-1))
  return tree.maskedNames.has(name) ? MASK : name
}

export function keyRange(path: Path, tree: Tree): Range {
  const place = tree.place(path)
  return place?.key ?? place?.value ?? parentRange(path, tree)
}

export function valueRange(path: Path, tree: Tree): Range {
  const place = tree.place(path)
  if (place === undefined) return parentRange(path, tree)
  // An empty value stands nowhere; its name does.
  return place.value.end > place.value.start ? place.value : (place.key ?? place.value)
}

function parentRange(path: Path, tree: Tree): Range {
  if (path.length === 0) return { start: 0, end: 0 }
  const place = tree.place(path.slice(0, -1))
  return (
    place?.key ?? (place === undefined ? { start: 0, end: 0 } : { start: place.value.start, end: place.value.start })
  )
}

function unknownMember(issue: Issue, path: Path, tree: Tree): Finding {
  const [, section = '', known = ''] = issue.message.split(':')
  const words = known.split(',')
  const { says, hint, meant } = adviseMember(shownName(path, tree), section, words)
  return {
    path,
    at: keyRange(path, tree),
    says,
    expected: `one of ${words.join(', ')}`,
    ...(hint === undefined ? {} : { hint }),
    ...(meant === undefined ? {} : { meant }),
  }
}

function missingMember(path: Path, tree: Tree): Finding {
  const parent = path.slice(0, -1)
  return {
    path: parent,
    at: parentRange(path, tree),
    says: `${path.at(-1)} is missing`,
    missing: String(path.at(-1)),
    ...missingHint(path),
  }
}

function missingHint(path: Path): { hint?: string } {
  const hints: Readonly<Record<string, string>> = {
    to: 'write to: { provider: NAME } or to: { url: https://… }',
    url: path.at(-2) === 'to' ? 'write to: { url: https://… } or to: { provider: NAME }' : 'write url: https://…',
    path: 'write path: /v1/rerank, or path: /chat/* for all that begins so',
    name: 'write name: ci, or whoever uses this key',
    key: 'write key: "${NAME}", and set that variable',
  }
  const hint = hints[String(path.at(-1))]
  return hint === undefined ? {} : { hint }
}

/** What stands there, as far as it may be shown. */
export function describe(input: unknown, path: Path, tree: Tree): string {
  if (input === null || input === undefined) return 'nothing'
  if (Array.isArray(input)) return input.length === 0 ? 'an empty list' : 'a list'
  const source = tree.place(path)?.source
  const isScalar = typeof input !== 'object' || source?.includes('${') === true
  if (!isScalar) return 'a map'
  if (
    source !== undefined &&
    source.length <= 80 &&
    !source.includes('\n') &&
    (isShown(path) || isReferenceOnly(source))
  ) {
    return withoutUrlSecrets(source.replace(/\?[^"']*/, '?'))
  }
  return typeof input === 'object' ? 'a text' : (kinds[typeof input] ?? 'a value')
}

const kinds: Readonly<Record<string, string>> = { string: 'a text', number: 'a number', boolean: 'true or false' }

function nearWord(issue: Issue, path: Path): string | undefined {
  if (typeof issue.input !== 'string' || !issue.expected?.startsWith('one of ') || !isShown(path)) return undefined
  const near = nearestValue(issue.input, issue.expected.slice('one of '.length).split(', '))
  return near === undefined ? undefined : `write ${near}`
}

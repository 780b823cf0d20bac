import type { Path } from '../../problem.ts'
import { isMap } from '../../schema/shape.ts'
import { saysNothing, soundsRestricting } from '../restricting.ts'
import { HARMLESS, NOTES, READ, REASONS } from './policy-words.ts'
import type { Work } from './work.ts'

/** Members of a map of policies that are not read: each is harmless, told as not used, or a lock that does not hold. */
export function judgeMembers(work: Work, path: Path, read: ReadonlySet<string> = READ): void {
  for (const name of Object.keys(work.map(path))) if (!read.has(name)) judge(work, [...path, name])
}

export function judge(work: Work, path: Path): void {
  const name = String(path.at(-1))
  const value = work.at(path)
  if (saysNothing(value) || HARMLESS.has(name)) return
  const reason = REASONS[name]
  if (reason !== undefined) work.restrict(path, name, reason)
  else if (NOTES[name] !== undefined) work.noteOnce(name, path, NOTES[name])
  else if (soundsRestricting(snaked(name), inSnakes(value), isHarmless)) {
    work.restrict(path, name, 'what it would stop passes')
  } else work.noteOnce(name, path, 'not used')
}

function isHarmless(name: string): boolean {
  return HARMLESS.has(name) || NOTES[name] !== undefined
}

/** `maxRateLimit` is made of the words that `max_rate_limit` is made of. */
function snaked(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase()
}

function inSnakes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSnakes)
  if (!isMap(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [snaked(name), inSnakes(each)]))
}

const AI_READ: ReadonlySet<string> = new Set(['routes'])

/** `policies` of a route, a backend or a provider, with its `ai` part. */
export function judgePolicies(work: Work, path: Path): void {
  judgeMembers(work, path)
  judgeMembers(work, [...path, 'ai'], AI_READ)
}

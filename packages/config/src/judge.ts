import * as v from 'valibot'
import { checkTogether } from './checks/check-together.ts'
import { mergeParts } from './files/merge-parts.ts'
import type { Part } from './files/part.ts'
import type { PartsRead } from './files/read-parts.ts'
import { type Unenforced, unenforced } from './files/unenforced.ts'
import { tellIn, type Whole } from './files/whole.ts'
import { findingOf } from './issues.ts'
import { type Problem, withoutEchoes } from './problem.ts'
import { type Config, configSchema } from './schema/config.ts'
import { isMap } from './schema/shape.ts'

export interface Judgement {
  readonly whole: Whole
  /** Undefined where the schema refused it. */
  readonly config: Config | undefined
  /** Secrets that could not be had. */
  readonly missing: readonly Problem[]
  /** All else that is wrong. */
  readonly problems: readonly Problem[]
  readonly unenforced: readonly Unenforced[]
  /** Names that `accept_unenforced` lists. */
  readonly accepted: readonly string[]
}

/** What is right and wrong with the files together, whatever is done with them then. */
export function judge(read: PartsRead, accept: readonly string[]): Judgement {
  const { parts } = read
  const { whole, clashes } = mergeParts(parts)
  const result = v.safeParse(configSchema, whole.value)
  const schema = (result.issues ?? []).map((issue) => findingOf(issue, whole)).filter((found) => found !== undefined)
  const accepted = [...accept, ...acceptedBy(whole.value)]
  const hasAccess = isMap(whole.value) && whole.value['access'] !== undefined
  const locks = unenforced(parts, new Set(accepted), hasAccess)
  const problems = [
    ...parts.flatMap((part) => part.findings.map((finding) => tellIn(part, finding))),
    ...[...read.findings, ...clashes, ...locks.filter((lock) => !lock.accepted)].map(({ part, finding }) =>
      tellIn(part, finding),
    ),
    ...withoutEchoes([...schema, ...checkTogether(whole)]).map(whole.tell),
  ]
  return {
    whole,
    config: result.success ? result.output : undefined,
    missing: parts.flatMap((part) => part.missing.map((finding) => tellIn(part, finding))),
    problems,
    unenforced: locks,
    accepted,
  }
}

function acceptedBy(value: unknown): string[] {
  const names = isMap(value) ? [value['accept_unenforced']].flat() : []
  return names.filter((name): name is string => typeof name === 'string')
}

/** In the order in which the files are read, and of their lines. What one line caused twice is told once. */
export function inOrder(problems: readonly Problem[], parts: readonly Part[]): Problem[] {
  const told = new Map(
    problems.map((each) => [JSON.stringify([each.file, each.line, each.column, each.message]), each]),
  )
  const place = new Map(parts.map(({ file }, i) => [file, i]))
  const of = ({ file }: Problem) => place.get(file) ?? parts.length
  return [...told.values()].sort((a, b) => of(a) - of(b) || a.line - b.line || a.column - b.column)
}

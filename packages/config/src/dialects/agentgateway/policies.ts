import type { Path } from '../../problem.ts'
import { judgeSetting, type Words } from '../judge-setting.ts'
import { HARMLESS, NOTES, READ, REASONS } from './policy-words.ts'
import type { AgentgatewayWork } from './work.ts'

const WORDS: Words = { harmless: HARMLESS, notes: NOTES, reasons: REASONS }

/** Members of a map of policies that are not read: each is harmless, told as not used, or a lock that does not hold. */
export function judgeMembers(work: AgentgatewayWork, path: Path, read: ReadonlySet<string> = READ): void {
  for (const name of Object.keys(work.map(path))) if (!read.has(name)) judge(work, [...path, name])
}

export function judge(work: AgentgatewayWork, path: Path): void {
  judgeSetting(work, path, WORDS)
}

const AI_READ: ReadonlySet<string> = new Set(['routes'])

/** `policies` of a route, a backend or a provider, with its `ai` part. */
export function judgePolicies(work: AgentgatewayWork, path: Path): void {
  judgeMembers(work, path)
  judgeMembers(work, [...path, 'ai'], AI_READ)
}

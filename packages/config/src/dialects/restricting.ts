import { isMap } from '../schema/shape.ts'

/** Words of which names of locks are made. */
const RESTRICTING_WORD =
  /(?:^|_)(?:acl|allow|allowed|allowlist|auth|ban|banned|blacklist|blacklisted|block|blocked|blocklist|budget|budgets|cors|denied|deny|denylist|enforce|enforced|guard|guardrail|guardrails|ips|jwt|jwtauth|limit|limiter|limits|moderation|moderations|oauth|oauth2|only|parallel|permission|permissions|policies|policy|quota|rbac|require|required|restrict|restricted|restrictions|roles|rpm|scim|scope|scopes|sso|tpm|upperbound|whitelist|whitelisted)(?:_|$)/i

/** How deep a setting is looked into. */
const DEEPEST = 4

/**
 * Whether a setting of another gateway restricts: by its own name, or by that of something inside. What nobody has
 * heard of is judged by the words it is made of. `isHarmless` are names that only sound so.
 */
export function soundsRestricting(name: string, value: unknown, isHarmless: (name: string) => boolean): boolean {
  return look(name, value, isHarmless, 0)
}

function look(name: string, value: unknown, isHarmless: (name: string) => boolean, depth: number): boolean {
  if (isHarmless(name)) return false
  if (RESTRICTING_WORD.test(name)) return true
  if (depth >= DEEPEST) return false
  if (Array.isArray(value)) return value.some((each) => isMap(each) && look('', each, isHarmless, depth + 1))
  if (!isMap(value)) return false
  return Object.entries(value).some(([inner, each]) => !saysNothing(each) && look(inner, each, isHarmless, depth + 1))
}

/** Off, empty, or not there. */
export function saysNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  if (isMap(value)) return Object.keys(value).length === 0 || value['enabled'] === false
  return value === undefined || value === null || value === false || value === ''
}

import { isMap } from '../schema/shape.ts'

/** Words of which names of locks are made. */
const RESTRICTING_WORD =
  /(?:^|_)(?:acl|allow|allowed|allowlist|auth|ban|banned|blacklist|blacklisted|block|blocked|blocklist|budget|budgets|cors|denied|deny|denylist|enforce|enforced|guard|guardrail|guardrails|ips|jwt|jwtauth|limit|limiter|limits|moderation|moderations|oauth|oauth2|only|parallel|permission|permissions|policies|policy|quota|rbac|reject|rejected|require|required|restrict|restricted|restrictions|roles|rpm|rule|rules|scim|scope|scopes|sso|tpm|upperbound|whitelist|whitelisted)(?:_|$)/i

/** The most that may pass, which goes by no word alone: a pool or a cache of a size keeps nobody out. */
const RESTRICTING_SIZE = /(?:^|_)max_(?:(?!batch|buffer|cache|chunk|memory|pool|queue)[a-z0-9]+_)*size(?:_|$)/i

/** A text that could be the name of a setting: `enforce_limits`, and no sentence, address or model. */
const NAME = /^[a-z][a-z0-9_]*$/i

/** How deep a setting is looked into. */
const DEEPEST = 4

/**
 * Whether a setting of another gateway restricts: by its own name, or by that of something inside, which may be an entry
 * of a list. What nobody has heard of is judged by the words it is made of. `isHarmless` are names that only sound so.
 */
export function soundsRestricting(name: string, value: unknown, isHarmless: (name: string) => boolean): boolean {
  return look(name, value, isHarmless, 0)
}

function look(name: string, value: unknown, isHarmless: (name: string) => boolean, depth: number): boolean {
  if (isHarmless(name)) return false
  if (RESTRICTING_WORD.test(name) || RESTRICTING_SIZE.test(name)) return true
  if (depth >= DEEPEST) return false
  if (Array.isArray(value)) return value.some((each) => lookAtEntry(each, isHarmless, depth + 1))
  if (!isMap(value)) return false
  return Object.entries(value).some(([inner, each]) => !saysNothing(each) && look(inner, each, isHarmless, depth + 1))
}

function lookAtEntry(entry: unknown, isHarmless: (name: string) => boolean, depth: number): boolean {
  if (typeof entry === 'string') return NAME.test(entry) && look(entry, undefined, isHarmless, depth)
  return isMap(entry) && look('', entry, isHarmless, depth)
}

/** Off, empty, or not there. */
export function saysNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  if (isMap(value)) return Object.keys(value).length === 0 || value['enabled'] === false
  return value === undefined || value === null || value === false || value === ''
}

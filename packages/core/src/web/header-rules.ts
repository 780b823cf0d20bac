import { hopByHop } from './hop-by-hop.ts'

/** What an operator writes: names to keep, lines to set, to add, to remove. */
export type HeaderRules = {
  /** The only names that go on. */
  readonly only?: readonly string[] | undefined
  readonly set?: readonly (readonly [name: string, value: string])[]
  readonly add?: readonly (readonly [name: string, value: string])[]
  readonly remove?: readonly string[]
}

/** The same, ready for one pass over the fields: names that go (lower case), then lines that come. */
export type CompiledHeaderRules = {
  readonly kind: 'ok'
  readonly dropped: ReadonlySet<string>
  /** The only names that go on (lower case); undefined for all. */
  readonly only?: ReadonlySet<string> | undefined
  readonly appended: readonly string[]
}

export type InvalidHeaderRules = { readonly kind: 'invalid'; readonly problems: readonly string[] }

/** Fields that belong to the connection or to the framing of one message: whoever writes the message sets them. */
export const outOfReach: ReadonlySet<string> = new Set([
  ...hopByHop,
  'content-length',
  'expect',
  'host',
  'te',
  'trailer',
])

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const VALUE = /^(?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?$/

/** RFC 9110 5.1: a token. */
export function isHeaderName(text: string): boolean {
  return NAME.test(text)
}

/** RFC 9110 5.5: visible bytes, with blanks and tabs only inside; bytes from 0x80 on as latin-1. */
export function isHeaderValue(text: string): boolean {
  return VALUE.test(text)
}

/** Remove comes first, then set, then add: so a name may be removed and added again. All problems at once. */
export function compileHeaderRules(rules: HeaderRules): CompiledHeaderRules | InvalidHeaderRules {
  const set = rules.set ?? []
  const add = rules.add ?? []
  const names = [...set, ...add].map(([name]) => name).concat(rules.remove ?? [])
  const problems = names.flatMap(nameProblems)
  for (const [name, value] of [...set, ...add]) {
    // The value is often a secret, so the message names the field alone.
    if (!isHeaderValue(value))
      problems.push(`the value of ${JSON.stringify(name)} holds characters a header can't carry`)
  }
  if (problems.length > 0) return { kind: 'invalid', problems }
  const only = rules.only === undefined ? undefined : new Set(rules.only.map((name) => name.toLowerCase()))
  const dropped = new Set([...(rules.remove ?? []), ...set.map(([name]) => name)].map((name) => name.toLowerCase()))
  return { kind: 'ok', dropped, only, appended: [...set, ...add].flat() }
}

function nameProblems(name: string): string[] {
  if (!isHeaderName(name)) return [`${JSON.stringify(name)} is no header name`]
  if (outOfReach.has(name.toLowerCase())) return [`${JSON.stringify(name)} is set by the connection and can't be ruled`]
  return []
}

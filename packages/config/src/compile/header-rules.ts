import { type CompiledHeaderRules, compileHeaderRules, type HeaderRules, Secret } from '@strait/core'
import type { HeaderLine } from '../schema/headers.ts'

/** Header rules as the config holds them: a value may be secret. */
export interface ConfiguredRules {
  readonly only?: readonly string[] | undefined
  readonly set?: readonly HeaderLine[] | undefined
  readonly add?: readonly HeaderLine[] | undefined
  readonly remove?: readonly string[] | undefined
}

export interface RuleSet {
  readonly rules: CompiledHeaderRules | undefined
  /** Lower-case names whose value is secret. */
  readonly secretNames: ReadonlySet<string>
}

/**
 * The rules of several levels (everything, provider, route) as one: what a nearer level sets, adds or removes
 * comes after what a farther one did.
 */
export function mergeRules(levels: readonly (ConfiguredRules | undefined)[]): RuleSet {
  const set = new Map<string, [string, string][]>()
  let add: [string, string][] = []
  const remove = new Set<string>()
  let only: readonly string[] | undefined
  const secretNames = new Set<string>()
  for (const level of levels) {
    if (level === undefined) continue
    // A farther level's list can be narrowed, not widened.
    only =
      level.only === undefined
        ? only
        : only === undefined
          ? level.only
          : only.filter((name) => level.only?.includes(name))
    for (const name of level.remove ?? []) {
      remove.add(name)
      set.delete(name.toLowerCase())
      add = add.filter(([added]) => added.toLowerCase() !== name.toLowerCase())
    }
    const mine = new Map<string, [string, string][]>()
    for (const [name, value] of level.set ?? []) {
      const key = name.toLowerCase()
      mine.set(key, [...(mine.get(key) ?? []), [name, reveal(value)]])
      if (value instanceof Secret) secretNames.add(key)
    }
    for (const [key, lines] of mine) set.set(key, lines)
    for (const [name, value] of level.add ?? []) {
      add.push([name, reveal(value)])
      if (value instanceof Secret) secretNames.add(name.toLowerCase())
    }
  }
  if (set.size === 0 && add.length === 0 && remove.size === 0 && only === undefined)
    return { rules: undefined, secretNames }
  const merged: HeaderRules = { only, set: [...set.values()].flat(), add, remove: [...remove] }
  const rules = compileHeaderRules(merged)
  // The schema has judged each of them already.
  if (rules.kind === 'invalid') throw new TypeError(rules.problems.join('; '))
  return { rules, secretNames }
}

function reveal(value: string | Secret): string {
  return value instanceof Secret ? value.reveal() : value
}

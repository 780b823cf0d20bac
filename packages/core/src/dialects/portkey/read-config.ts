import { isObject } from '../../json/is-object.ts'
import type { Ask, AskPolicies, AskTree, Said } from './ask.ts'
import { knownKey } from './config-keys.ts'
import { checkForwardHeaders } from './forward-headers.ts'
import { readPatience } from './read-patience.ts'
import { readPolicies, readWeight } from './read-policies.ts'
import { readStrategy } from './read-strategy.ts'
import { badControl, notBuilt } from './refusals.ts'

/** What stands beside targets: what they take from it, what chooses among them, and what it is among others itself. */
const BESIDE_TARGETS: ReadonlySet<string> = new Set([
  ...['custom_host', 'forward_headers', 'request_timeout', 'strict_open_ai_compliance', 'name', 'strategy', 'targets'],
  ...['override_params', 'retry', 'cache', 'weight'],
])

/** How large a tree may be. */
export interface TreeBounds {
  readonly depth: number
  readonly targets: number
}

interface Level {
  readonly where: string
  readonly by: Said['by']
  readonly option: string
  readonly depth: number
  readonly bounds: TreeBounds
  /** Targets read so far, in the whole tree. */
  readonly count: { targets: number }
  readonly above: Above
}

/** What a level hands down. */
interface Above {
  readonly said: ReadonlyMap<string, Said>
  readonly patience: number
  readonly policies: AskPolicies
}

const NOTHING: Above = { said: new Map(), patience: 0, policies: {} }

/**
 * A config of this language, as JSON gave it. Every key of the language is read or refused by name, and any other is an
 * error: nothing is skipped in silence. Text stays text, whatever it looks like: `${NAME}`, `env.NAME`, `os.environ/NAME`.
 */
export function readConfig(value: unknown, where: string, by: Said['by'], bounds: TreeBounds): AskTree {
  return readLevel(value, { where, by, option: 'config', depth: 0, bounds, count: { targets: 0 }, above: NOTHING })
}

function readLevel(value: unknown, level: Level): AskTree {
  const { where, by, option, above } = level
  if (!isObject(value)) throw badControl(where, 'it is no JSON object')
  const members = membersOf(value, where)
  const said = new Map(above.said)
  let { patience } = above
  for (const [key, { kind, value: each }] of members) {
    const place = `${where}: ${key}`
    if (kind === 'text' || kind === 'secret') said.set(key, { text: textOf(key, each, place), where: place, by })
    else if (key === 'request_timeout') patience = readPatience(each, place)
    else checkStructure(key, each, place)
  }
  const values = new Map([...members].map(([key, member]) => [key, member.value]))
  const policies = readPolicies(values, where, above.policies)
  const weight = readWeight(values.get('weight'), where)
  const targets = values.get('targets')
  if (targets !== undefined) {
    return readGroup(values, targets, weight, { ...level, above: { said, patience, policies } })
  }
  const ask: Ask = {
    ...{ kind: 'ask', said, patience, option, weight, where },
    passthrough: values.get('passthrough') === true,
    policies: values.get('passthrough') === true ? ownOverride(policies, values) : policies,
  }
  if (values.get('strategy') !== undefined) readStrategy(values.get('strategy'), [undefined], `${where}: strategy`)
  return checkPassthrough(ask, members, where)
}

/** Params that the tree sets are not meant for what passes through as it came. */
function ownOverride(policies: AskPolicies, values: ReadonlyMap<string, unknown>): AskPolicies {
  const own = readPolicies(values, '', {})
  return { ...policies, override: own.override }
}

function readGroup(values: ReadonlyMap<string, unknown>, targets: unknown, weight: number, level: Level): AskTree {
  const { where, option, depth, bounds, count } = level
  for (const key of values.keys()) {
    if (!BESIDE_TARGETS.has(key))
      throw badControl(`${where}: ${key}`, 'beside targets it says nothing: write it into the target')
  }
  if (!Array.isArray(targets) || targets.length === 0) throw badControl(`${where}: targets`, 'write a list of targets')
  if (depth + 1 > bounds.depth)
    throw badControl(where, `its targets stand more than ${bounds.depth} deep in each other`)
  count.targets += targets.length
  if (count.targets > bounds.targets) throw badControl(where, `it has more than ${bounds.targets} targets`)
  const names = targets.map((target) => nameOf(target))
  const strategy = readStrategy(values.get('strategy'), checkNames(names, where), `${where}: strategy`)
  const below = targets.map((target, i) =>
    readLevel(target, {
      ...level,
      where: `${where}: targets[${i}]`,
      option: `${option}.targets[${i}]`,
      depth: depth + 1,
    }),
  )
  const [only] = below
  if (strategy.kind === 'single' && only !== undefined) return only
  if (strategy.kind === 'loadbalance' && below.every((target) => target.weight === 0)) {
    throw badControl(`${where}: targets`, 'all have weight 0, so none would be asked: give one a weight')
  }
  return { kind: 'group', option, weight, strategy, targets: below }
}

function nameOf(target: unknown): string | undefined {
  const name = isObject(target) ? target.name : undefined
  return typeof name === 'string' ? name : undefined
}

function checkNames(names: readonly (string | undefined)[], where: string): readonly (string | undefined)[] {
  const given = names.filter((name) => name !== undefined)
  if (new Set(given).size < given.length) throw badControl(`${where}: targets`, 'two of them have the same name')
  return names
}

interface Member {
  readonly kind: 'text' | 'secret' | 'structure'
  readonly value: unknown
}

function membersOf(config: Record<string, unknown>, where: string): Map<string, Member> {
  const members = new Map<string, Member>()
  for (const [written, value] of Object.entries(config)) {
    const known = knownKey(written)
    if (known === undefined) throw badControl(where, `there is no key ${shownKey(written)}`)
    if (value === null) continue
    const { key, kind } = known
    const place = `${where}: ${key}`
    if (kind === 'later') throw notBuilt(place)
    if (kind === 'ambient') throw badControl(place, AMBIENT)
    if (members.has(key)) throw badControl(place, 'it stands twice, in two spellings')
    members.set(key, { kind, value })
  }
  return members
}

/** What does not look like a key may be anything, and is not repeated. */
function shownKey(written: string): string {
  return /^[A-Za-z_]{1,40}$/.test(written) ? written : 'of such a name'
}

export const AMBIENT = "the gateway's own identity is never lent to a caller. Send a credential of your own"

function textOf(key: string, value: unknown, where: string): string {
  // The one credential that is JSON itself.
  if (key === 'vertex_service_account_json' && isObject(value)) return JSON.stringify(value)
  if (typeof value !== 'string' || value === '') throw badControl(where, 'write a text')
  return value
}

/** Those that have a reader of their own are judged there. */
const READ_ELSEWHERE: ReadonlySet<string> = new Set([
  'targets',
  'strategy',
  'override_params',
  'retry',
  'cache',
  'weight',
])

function checkStructure(key: string, value: unknown, where: string): void {
  if (key === 'forward_headers') {
    if (!Array.isArray(value)) throw badControl(where, 'write a list of header names')
    checkForwardHeaders(value, where)
  } else if (key === 'name') {
    if (typeof value !== 'string') throw badControl(where, 'write a text')
  } else if (!READ_ELSEWHERE.has(key) && typeof value !== 'boolean') {
    throw badControl(where, 'write true or false')
  }
}

/** The provider of the request itself: a target that names one too says two things. */
function checkPassthrough(ask: Ask, members: ReadonlyMap<string, Member>, where: string): Ask {
  if (!ask.passthrough) return ask
  for (const key of ['provider', 'virtual_key', 'api_key', 'custom_host']) {
    if (members.has(key))
      throw badControl(`${where}: passthrough`, `it takes provider, host and key of the request; leave out ${key}`)
  }
  return ask
}

import { isObject } from '../../json/is-object.ts'
import type { Ask, Said } from './ask.ts'
import { knownKey } from './config-keys.ts'
import { checkForwardHeaders } from './forward-headers.ts'
import { readPatience } from './read-patience.ts'
import { badControl, notBuilt } from './refusals.ts'

/** What a target takes from the level above it. */
const INHERITED: ReadonlySet<string> = new Set([
  ...['custom_host', 'forward_headers', 'request_timeout', 'strict_open_ai_compliance', 'name', 'strategy', 'targets'],
])

const DEEPEST = 8

interface Level {
  readonly where: string
  readonly by: Said['by']
  readonly option: string
  readonly depth: number
}

/**
 * A config of this language, as JSON gave it. Every key of the language is read or refused by name, and any other is an
 * error: nothing is skipped in silence. Text stays text, whatever it looks like: `${NAME}`, `env.NAME`, `os.environ/NAME`.
 */
export function readConfig(value: unknown, where: string, by: Said['by']): Ask {
  return readLevel(value, { where, by, option: 'config', depth: 0 })
}

function readLevel(value: unknown, level: Level): Ask {
  const { where, by } = level
  if (!isObject(value)) throw badControl(where, 'it is no JSON object')
  const members = membersOf(value, where)
  const said = new Map<string, Said>()
  let patience = 0
  for (const [key, { kind, value: each }] of members) {
    const place = `${where}: ${key}`
    if (kind === 'text' || kind === 'secret') said.set(key, { text: textOf(key, each, place), where: place, by })
    else if (key === 'request_timeout') patience = readPatience(each, place)
    else checkStructure(key, each, place)
  }
  const targets = members.get('targets')?.value
  if (targets === undefined) return checkPassthrough({ said, patience, option: level.option }, members, where)
  for (const key of members.keys()) {
    if (!INHERITED.has(key))
      throw badControl(`${where}: ${key}`, 'beside targets it says nothing: write it into the target')
  }
  const target = readLevel(single(targets, where), {
    ...level,
    where: `${where}: targets[0]`,
    option: `${level.option}.targets[0]`,
    depth: deeper(level),
  })
  return { ...target, said: new Map([...said, ...target.said]), patience: target.patience || patience }
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

function checkStructure(key: string, value: unknown, where: string): void {
  if (key === 'forward_headers') {
    if (!Array.isArray(value)) throw badControl(where, 'write a list of header names')
    checkForwardHeaders(value, where)
  } else if (key === 'strategy') {
    checkStrategy(value, where)
  } else if (key === 'name') {
    if (typeof value !== 'string') throw badControl(where, 'write a text')
  } else if (key !== 'targets' && typeof value !== 'boolean') {
    throw badControl(where, 'write true or false')
  }
}

function checkStrategy(value: unknown, where: string): void {
  if (!isObject(value)) throw badControl(where, 'write {"mode": "single"}')
  const { mode, ...rest } = value
  if (mode === 'fallback' || mode === 'loadbalance' || mode === 'conditional') throw notBuilt(`${where}.mode ${mode}`)
  if (mode !== 'single') throw badControl(`${where}.mode`, 'write single')
  for (const key of Object.keys(rest)) {
    const known = ['on_status_codes', 'onStatusCodes', 'conditions', 'default', 'sticky'].includes(key)
    throw known ? notBuilt(`${where}.${key}`) : badControl(where, 'it has a key that no strategy has')
  }
}

function single(targets: unknown, where: string): unknown {
  if (!Array.isArray(targets) || targets.length === 0) throw badControl(`${where}: targets`, 'write a list of targets')
  if (targets.length > 1) throw notBuilt(`${where}: targets (more than one)`)
  return targets[0]
}

function deeper({ depth, where }: Level): number {
  if (depth === DEEPEST) throw badControl(where, 'its targets stand too deep in each other')
  return depth + 1
}

/** The provider of the request itself: a target that names one too says two things. */
function checkPassthrough(ask: Ask, members: ReadonlyMap<string, Member>, where: string): Ask {
  if (members.get('passthrough')?.value !== true) return ask
  for (const key of ['provider', 'virtual_key', 'api_key']) {
    if (ask.said.has(key))
      throw badControl(`${where}: passthrough`, `it takes the provider of the request; leave out ${key}`)
  }
  return ask
}

import { isObject } from '../../json/is-object.ts'
import { type CompiledQuery, compileQuery } from '../../send/query/query.ts'
import type { Strategy } from '../../send/tree/build-group.ts'
import type { Sticky } from '../../send/tree/sticky.ts'
import { compileTriggers, type Triggers, type TriggerWord } from '../../send/tree/triggers.ts'
import { readStatuses } from './read-policies.ts'
import { badControl } from './refusals.ts'

/** The strategy of a level; `names` are those of its targets, in their order. */
export function readStrategy(value: unknown, names: readonly (string | undefined)[], where: string): Strategy {
  if (value === undefined && names.length === 1) return { kind: 'single' }
  if (!isObject(value)) throw badControl(where, 'write {"mode": "fallback"}, loadbalance, conditional or single')
  const { mode, ...rest } = value
  const members = new Map(Object.entries(rest).filter(([, each]) => each !== null))
  const take = (...spellings: string[]): unknown => {
    const found = spellings.filter((name) => members.has(name))
    if (found.length > 1) throw badControl(`${where}.${spellings[0]}`, 'it stands twice, in two spellings')
    const [name] = found
    const each = name === undefined ? undefined : members.get(name)
    if (name !== undefined) members.delete(name)
    return each
  }
  const strategy = byMode(mode, take, names, where)
  const [unknown] = members.keys()
  if (unknown === undefined) return strategy
  const isOthers = ['on_status_codes', 'onStatusCodes', 'conditions', 'default', 'sticky'].includes(unknown)
  throw badControl(where, isOthers ? `${unknown} means nothing to ${mode}` : 'it has a key that no strategy has')
}

type Take = (...spellings: string[]) => unknown

function byMode(mode: unknown, take: Take, names: readonly (string | undefined)[], where: string): Strategy {
  switch (mode) {
    case 'single':
      if (names.length > 1) throw badControl(`${where}.mode`, 'single has one target, and here are more')
      return { kind: 'single' }
    case 'fallback': {
      const codes = take('on_status_codes', 'onStatusCodes')
      return { kind: 'fallback', on: codes === undefined ? undefined : triggersOf(codes, `${where}.on_status_codes`) }
    }
    case 'loadbalance':
      return { kind: 'loadbalance', sticky: readSticky(take('sticky'), `${where}.sticky`) }
    case 'conditional':
      return readConditional(take, names, where)
    default:
      throw badControl(`${where}.mode`, 'write single, fallback, loadbalance or conditional')
  }
}

/** A target that gave no status stands for what other gateways make of it: 408 where it was late, 500 where it broke. */
function triggersOf(codes: unknown, where: string): Triggers {
  const statuses = readStatuses(codes, where)
  const words: TriggerWord[] = [...statuses, 'unsent']
  if (statuses.includes(408) || statuses.includes(504)) words.push('timeout')
  if ([500, 502, 503].some((status) => statuses.includes(status))) words.push('network')
  return compileTriggers(words)
}

function readConditional(take: Take, names: readonly (string | undefined)[], where: string): Strategy {
  const conditions = take('conditions') ?? []
  // The example that this language documents says so by the name of the target alone.
  const otherwise = take('default') ?? (names.includes('default') ? 'default' : undefined)
  if (!Array.isArray(conditions)) throw badControl(`${where}.conditions`, 'write a list: [{"query": …, "then": NAME}]')
  const when = conditions.map((each, i) => {
    const place = `${where}.conditions[${i}]`
    if (!isObject(each)) throw badControl(place, 'write {"query": …, "then": NAME}')
    const { query, then: use, ...rest } = each
    if (Object.keys(rest).length > 0) throw badControl(place, 'it has a key that no condition has')
    const compiled: CompiledQuery = compileQuery(query)
    // What was written is not repeated: it may be long, and it may be anything.
    if (compiled.kind === 'wrong') throw badControl(`${place}.query`, compiled.says)
    return { query: compiled.query, use: indexOf(use, names, `${place}.then`) }
  })
  return {
    kind: 'conditional',
    when,
    otherwise: otherwise === undefined ? undefined : indexOf(otherwise, names, `${where}.default`),
  }
}

function indexOf(use: unknown, names: readonly (string | undefined)[], where: string): number {
  const index = typeof use === 'string' ? names.indexOf(use) : -1
  if (index >= 0) return index
  throw badControl(where, 'there is no target of this name beside it: write the name of one')
}

function readSticky(value: unknown, where: string): Sticky | undefined {
  if (value === undefined) return undefined
  if (!isObject(value)) throw badControl(where, 'write {"enabled": true, "hash_fields": ["metadata.user"]}')
  const { enabled, hash_fields: snake, hashFields: camel, ttl: _, ...rest } = value
  if (Object.keys(rest).length > 0) throw badControl(where, 'it has a key that nothing sticky has')
  if (enabled !== true) return undefined
  const fields = snake ?? camel ?? []
  if (!Array.isArray(fields)) throw badControl(`${where}.hash_fields`, 'write a list: ["metadata.user"]')
  if (fields.length === 0) return { kind: 'caller' }
  return { kind: 'all', parts: fields.map((field) => partOf(field, `${where}.hash_fields`)) }
}

function partOf(field: unknown, where: string): Sticky {
  const [, kind, name] = /^(metadata|headers?)\.(.{1,128})$/.exec(typeof field === 'string' ? field : '') ?? []
  if (name === undefined) throw badControl(where, 'write fields like metadata.user or headers.x-session-id')
  return kind === 'metadata' ? { kind, name } : { kind: 'header', name: name.toLowerCase() }
}

import type { Identified, Match } from '../exchange.ts'
import { bodyModel } from '../json/body-model.ts'
import type { Matcher } from '../plan.ts'
import { readCarriers } from '../providers/carriers.ts'
import { type Bare, decide, detect } from '../providers/detect.ts'
import { type KeyTell, keyTells, prefixOf } from '../providers/key-tells.ts'
import type { Provider } from '../providers/provider.ts'
import { queryModel } from '../providers/query-model.ts'
import { ambiguous } from './ambiguous.ts'
import { type BareCandidate, bareHouses, type House } from './bare-houses.ts'
import { barePaths, type PathFacts } from './bare-paths.ts'

/**
 * A provider's own path without any name in front. Whose it is say, in this order: the path; the headers; what the
 * caller's key begins with; what the model's name begins with. Each is asked only where those before it left a doubt,
 * the body last, and a doubt that stays is told: a guess would show a key or a prompt to a stranger.
 */
export function bareDoor(candidates: readonly BareCandidate[]): Matcher {
  const houses = bareHouses(candidates)
  const types = [...houses.keys()]
  const factsOf = barePaths(types)
  const withKeys = types.filter(({ keyPrefixes }) => keyPrefixes !== undefined)
  return {
    door: 'bare',
    match(exchange) {
      const { path, query, arrival } = exchange
      const head = { method: arrival.method, path, query, fields: arrival.fields }
      const { claims, served } = factsOf(path)
      const found = decide(head, claims)
      const owner = found && houses.get(found.provider)
      if (found === undefined || owner === undefined) return undefined
      if (!found.shared) return settle(exchange, owner, found.says)
      return contested({ exchange, found, owner, houses, withKeys, served })
    },
  }
}

/** A path that several providers serve. */
interface Contest {
  readonly exchange: Identified
  readonly found: Bare
  readonly owner: House
  readonly houses: ReadonlyMap<Provider, House>
  /** The types that are known by their keys. */
  readonly withKeys: readonly Provider[]
  readonly served: PathFacts['served']
}

function contested(contest: Contest): Match | Promise<Match> {
  const { exchange, found, owner } = contest
  // Who shows no valid key is refused anyway, and nothing of the body is read for it.
  if (exchange.caller.kind === 'unknown') return settle(exchange, owner, found.says)
  const keys = ownKeys(exchange)
  return byKey(contest, keys) ?? byModel(contest, keys)
}

/** What the caller's keys say, those for Strait itself aside. */
function byKey(contest: Contest, keys: readonly string[]): Match | undefined {
  const { exchange, owner, houses, withKeys, served } = contest
  const tells = keyTells(keys, withKeys)
  const serving = tells.filter(({ provider }) => provider === owner.provider || served.has(provider))
  const [first, second] = serving
  if (second !== undefined)
    throw ambiguous(
      exchange,
      serving.flatMap((tell) => namesakes(houses, tell)),
    )
  if (first !== undefined) {
    const house = houses.get(first.provider) as House
    const meant = house.namesake === undefined ? house : { ...house, heirs: [house.namesake] }
    return settle(exchange, meant, `key prefix ${first.prefix}`, served.get(first.provider))
  }
  // A stranger's key, and nobody but us said that this path is the owner's.
  if (tells.length > 0 && !owner.configured) {
    throw ambiguous(exchange, [...owner.heirs, ...tells.flatMap((tell) => namesakes(houses, tell))])
  }
  return undefined
}

function byModel(contest: Contest, keys: readonly string[]): Match | Promise<Match> {
  const { exchange, owner, houses, served } = contest
  const rivals: House[] = []
  for (const provider of served.keys()) {
    const house = houses.get(provider)
    if (house !== undefined && isRival(house, owner, keys)) rivals.push(house)
  }
  if (rivals.length === 0) return settle(exchange, owner, contest.found.says)
  const inPath = detect(owner.provider, exchange.arrival.method, exchange.path).model
  const model = inPath ?? queryModel(exchange) ?? bodyModel(exchange)
  return model instanceof Promise
    ? model.then((late) => settleByModel(contest, rivals, late))
    : settleByModel(contest, rivals, model)
}

/**
 * Whom the model may speak for. A prompt goes to nobody whom the operator, having named this path's owner, did not name
 * too, and a caller's key to nobody whose keys look different.
 */
function isRival({ provider, configured }: House, owner: House, keys: readonly string[]): boolean {
  const { keyShape, modelPrefixes } = provider
  if (provider === owner.provider || modelPrefixes === undefined) return false
  if (configured) return true
  return !owner.configured && keys.length > 0 && keys.every((key) => keyShape?.pattern.test(key) ?? true)
}

function settleByModel({ exchange, found, owner, served }: Contest, rivals: readonly House[], model = ''): Match {
  for (const house of [owner, ...rivals]) {
    const prefix = prefixOf(house.provider.modelPrefixes, [model])
    if (prefix !== undefined) return settle(exchange, house, `model ${prefix}*`, served.get(house.provider))
  }
  return settle(exchange, owner, found.says)
}

/** `rest` is the path below the provider's address, where that is another than the client wrote. */
function settle(exchange: Identified, { provider, heirs }: House, says: string, rest = exchange.path): Match {
  const [heir, another] = heirs
  if (heir === undefined || another !== undefined) throw ambiguous(exchange, heirs)
  const detected = detect(provider, exchange.arrival.method, rest)
  return { route: heir.route, rest, detected, rule: `bare ${heir.name}: ${says}` }
}

function ownKeys({ arrival, query, carriers }: Identified): string[] {
  const isOurs = ({ kind, name }: (typeof carriers)[number]) =>
    carriers.some((ours) => ours.kind === kind && ours.name === name)
  return readCarriers(arrival.fields, query)
    .filter(({ carrier }) => !isOurs(carrier))
    .map(({ value }) => value)
}

function namesakes(houses: Contest['houses'], { provider }: KeyTell): readonly BareCandidate[] {
  const house = houses.get(provider)
  return house?.namesake === undefined ? (house?.heirs ?? []) : [house.namesake]
}

import { same } from '../../files/same.ts'
import type { Path } from '../../problem.ts'
import { hasOwnCredential } from './credential.ts'
import { forEveryone } from './key-lists.ts'
import { isAll } from './provider-configs.ts'
import type { BifrostWork } from './work.ts'

/** The keys of the file that are held for a provider. */
export interface Held {
  /** Its address and settings are the provider's. */
  readonly first: Path | undefined
  /** All that take turns, in the order of the file; the first one among them. */
  readonly all: readonly Path[]
}

/**
 * Of the keys that are on, one that serves every model comes before others, then the heaviest. Those of the same address
 * and kind take turns with it: a provider is one address here.
 */
export function holdKeys(work: BifrostWork, provider: Path, type: string): Held {
  const keys = [...provider, 'keys']
  const written = work.at(keys)
  if (written !== undefined && written !== null && !Array.isArray(written))
    work.mistake(keys, 'it is no list', 'write [{ "value": "env.NAME" }]')
  const there = Array.isArray(written) ? work.entries(keys) : []
  for (const key of there) work.number([...key, 'weight'], 'write 1')
  const usable = there.filter((key) => isUsable(work, key))
  const shared = forEveryone(work, String(provider.at(-1)).toLowerCase(), usable)
  const fit = shared.length === 0 ? usable : shared
  if (fit.length < usable.length)
    work.note(keys, 'held are those that every virtual key may use: who calls decides nothing about keys here')
  const [first] = fit.toSorted((a, b) => rank(work, b) - rank(work, a))
  if (there.length > 0 && first === undefined) work.note(keys, 'not used: none of them is on')
  if (first === undefined) return { first, all: [] }
  const all = fit.filter((key) => key === first || takesTurns(work, key, first, type))
  noteOthers(work, keys, first, fit.length - all.length)
  return { first, all }
}

function noteOthers(work: BifrostWork, keys: Path, first: Path, left: number): void {
  if (left === 0) return
  const one = `keys[${String(first.at(-1))}]`
  const says = `${left === 1 ? 'one of them is' : `${left} of them are`} not used: keys that take turns with ${one} have its address and its kind of credential; make others a provider of their own, and put both into the targets of a route`
  work.note(keys, says)
}

/** Since 1.5 an empty list of models stands for none. A list that is not there may be of a file that is older. */
function isUsable(work: BifrostWork, key: Path): boolean {
  const models = work.at([...key, 'models'])
  const servesNone = Array.isArray(models) && models.length === 0 && !work.emptyMeansAll
  return work.at([...key, 'enabled']) !== false && !servesNone && modelsOf(work, key)?.length !== 0
}

function rank(work: BifrostWork, key: Path): number {
  const servesAll = isAll(work.at([...key, 'models']), true)
  return (servesAll ? 1e9 : 0) + weightOf(work, key)
}

export function weightOf(work: BifrostWork, key: Path): number {
  const weight = work.at([...key, 'weight'])
  return typeof weight === 'number' && weight >= 0 ? weight : 1
}

/** The models that a key is for, but for those that it is barred from; undefined for all. */
export function modelsOf(work: BifrostWork, key: Path): readonly unknown[] | undefined {
  const models = work.at([...key, 'models'])
  const barred = work.at([...key, 'blacklisted_models'])
  if (Array.isArray(barred) && barred.includes('*')) return []
  if (isAll(models, true) || !Array.isArray(models)) return undefined
  return Array.isArray(barred) ? models.filter((model) => !barred.includes(model)) : models
}

function takesTurns(work: BifrostWork, key: Path, first: Path, type: string): boolean {
  if (![key, first].every((each) => work.has([...each, 'value']) && !hasOwnCredential(work, each, type))) return false
  const around = (each: Path) =>
    Object.fromEntries(
      work
        .names(each)
        .flatMap((name) => (/_key_config$|^aliases$/.test(name) ? [[name, work.at([...each, name])]] : [])),
    )
  return same(around(key), around(first))
}

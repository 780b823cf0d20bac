import type { Path } from '../../problem.ts'
import { Placed } from '../placed.ts'
import type { VirtualKey } from './callers.ts'
import { type Node, nodeAt, type Place } from './places.ts'
import type { BifrostWork } from './work.ts'

interface Share {
  readonly provider: string
  readonly weight: Placed
  /** Undefined for all. */
  readonly models: readonly unknown[] | undefined
}

export interface Shared {
  readonly condition: Node
  readonly node: Node
}

/** Those who have the same models under the same names. */
const ALIKE: ReadonlySet<string> = new Set(['azure', 'openai'])

/** What leads from the provider that was chosen to the others, which are its fallbacks there. */
const ON = [408, 429, '5xx', 'network', 'timeout', 'key']

/** Weights of a virtual key's providers: for models that more than one of them is named for. */
export function sharesOf(work: BifrostWork, key: VirtualKey, place: Place): Shared[] {
  const shares = work.entries([...key.from, 'provider_configs']).flatMap((config) => readShare(work, config))
  if (shares.length < 2) return []
  const listed = shares.filter(({ models }) => models !== undefined)
  const open = shares.filter(({ models }) => models === undefined)
  const isAlike = open.length === shares.length && open.every(({ provider }) => ALIKE.has(typeOf(work, provider)))
  if (open.length > 1 && !isAlike)
    work.noteOnce(
      `weights ${key.name}`,
      [...key.from, 'provider_configs'],
      'weights are not used: which provider has which model is not known here; list them in allowed_models',
    )
  const ofCaller = { 'caller.name': key.name }
  if (isAlike) return shared(work, open, place, ofCaller)
  const models = [...new Set(listed.flatMap(({ models: names = [] }) => names))]
  const sets = Map.groupBy(models, (model) =>
    listed.flatMap(({ models: names = [] }, i) => (names.includes(model) ? [i] : [])).join(),
  )
  return [...sets].flatMap(([indexes, names]) => {
    const beside = indexes.split(',').map((i) => listed[Number(i)] as Share)
    const condition = { $and: [ofCaller, { 'body.model': names.length === 1 ? names[0] : { $in: names } }] }
    return beside.length < 2 ? [] : shared(work, beside, place, condition)
  })
}

function shared(work: BifrostWork, shares: readonly Share[], place: Place, condition: Node): Shared[] {
  const targets = shares.flatMap(({ provider, weight }): Node[] => {
    const node = nodeAt(work, place, provider, undefined)
    return node === undefined ? [] : [{ ...node, weight }]
  })
  return targets.length < 2 ? [] : [{ condition, node: { strategy: 'loadbalance', on: ON, targets } }]
}

function readShare(work: BifrostWork, config: Path): Share[] {
  const provider = work.text([...config, 'provider'])?.toLowerCase()
  const weight = work.at([...config, 'weight'])
  const models = work.at([...config, 'allowed_models'])
  if (provider === undefined || typeof weight !== 'number' || weight <= 0) return []
  const isOpen = !Array.isArray(models) || models.includes('*') || (models.length === 0 && work.emptyMeansAll)
  return [{ provider, weight: new Placed(weight, [...config, 'weight']), models: isOpen ? undefined : models }]
}

function typeOf(work: BifrostWork, provider: string): string {
  const type = work.draft.get(['providers', provider, 'type'])
  return typeof type === 'string' ? type : provider
}

import { hashText } from './hash-text.ts'

/*
 * Each picks one of a list and answers with its index, -1 where the list is empty. What has no weight is picked only
 * where nothing has any: it is switched off, but a bad choice is better than none.
 */

export interface Named {
  readonly name: string
  readonly weight: number
}

/**
 * One in twenty goes wherever the weights say: what was slow once is seen to have recovered, and hardly anyone waits
 * for it.
 */
export const DEFAULT_EXPLORE = 0.05

/** Any number: it only has to stay, since another one sends every key elsewhere. */
const SEED = 0x5747

/** By chance, each as often as its weight says. */
export function pickWeighted(weights: readonly number[], random: () => number): number {
  let total = 0
  for (let i = 0; i < weights.length; i++) total += weights[i] as number
  if (total <= 0) return weights.length === 0 ? -1 : Math.floor(random() * weights.length)
  let left = random() * total
  let last = -1
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number
    if (weight <= 0) continue
    last = i
    left -= weight
    if (left < 0) return i
  }
  // Rounding has left a rest.
  return last
}

/**
 * The same one for the same key, while it is there: weighted rendezvous hashing. Each item draws a lot from key and
 * name, so neither the order of the items nor a reload matters, an item that goes away moves only its own keys, and
 * one that comes back gets them again.
 */
export function pickSticky(key: string, items: readonly Named[]): number {
  const seed = hashText(key, SEED)
  const even = !items.some(({ weight }) => weight > 0)
  let picked = -1
  let lowest = Number.POSITIVE_INFINITY
  for (let i = 0; i < items.length; i++) {
    const { name, weight } = items[i] as Named
    if (weight <= 0 && !even) continue
    // An exponentially distributed lot: the lowest of several is each one's with the chance that its weight says.
    const lot = -Math.log((hashText(name, seed) + 0.5) / 2 ** 32) / (even ? 1 : weight)
    if (lot >= lowest) continue
    lowest = lot
    picked = i
  }
  return picked
}

/**
 * The least load for its weight, unknown ones before all others; among equals by chance, as often as their weights
 * say, so that idle targets share what little there is in the same proportion as busy ones.
 */
export function pickLeast(
  loads: readonly (number | undefined)[],
  weights: readonly number[],
  random: () => number,
): number {
  const even = !weights.some((weight) => weight > 0)
  let picked = -1
  let least = Number.POSITIVE_INFINITY
  let equals = 0
  for (let i = 0; i < weights.length; i++) {
    const weight = even ? 1 : (weights[i] as number)
    if (weight <= 0) continue
    const load = loads[i]
    const share = load === undefined ? Number.NEGATIVE_INFINITY : load / weight
    if (share > least) continue
    equals = share < least ? weight : equals + weight
    // Each further equal takes the place with its share of all equals so far: no list of them is made.
    if (share < least || random() * equals < weight) picked = i
    least = share
  }
  return picked
}

/** The lowest latency for its weight; those of unknown latency first, so that it gets known. */
export function pickFastest(
  latencies: readonly (number | undefined)[],
  weights: readonly number[],
  random: () => number,
  explore: number = DEFAULT_EXPLORE,
): number {
  if (random() < explore && !latencies.includes(undefined)) return pickWeighted(weights, random)
  return pickLeast(latencies, weights, random)
}

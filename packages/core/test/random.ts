/** mulberry32: small, seeded, good enough to choose with. The same seed makes the same run. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A whole number from 0 up to and without `below`. */
export function lessThan(below: number, random: () => number): number {
  return Math.floor(random() * below)
}

/**
 * Whether what was counted fits the weights: no count is further than `sigmas` standard deviations of its binomial
 * from what its weight says. Returns what does not fit.
 */
export function misfits(counts: readonly number[], weights: readonly number[], sigmas = 4): string[] {
  const draws = counts.reduce((sum, count) => sum + count, 0)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return counts.flatMap((count, i) => {
    const share = (weights[i] as number) / total
    const expected = draws * share
    const allowed = sigmas * Math.sqrt(draws * share * (1 - share))
    return Math.abs(count - expected) <= allowed ? [] : [`${i}: ${count}, expected ${expected} ± ${allowed}`]
  })
}

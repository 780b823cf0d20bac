/** A median and how far the rounds lay apart. */
export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
}

export function percentile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return Number.NaN
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[middle] as number
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}

export function spread(values: readonly number[]): Spread {
  return { median: median(values), low: Math.min(...values), high: Math.max(...values) }
}

/** Round by round, so that a machine that slows down slows both sides of a quotient. */
export function perRound(
  ours: readonly number[],
  theirs: readonly number[],
  of: (a: number, b: number) => number,
): Spread {
  return spread(ours.map((value, round) => of(value, theirs[round] ?? Number.NaN)))
}

export function ratio(ours: readonly number[], theirs: readonly number[]): Spread {
  return perRound(ours, theirs, (a, b) => a / b)
}

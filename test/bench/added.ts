import type { ContenderName } from './bench.ts'
import type { Samples } from './compare.ts'
import { perRound, type Spread } from './stats.ts'

/** ms that a contender adds to what the upstream takes when called without it, round by round. */
export function added(samples: Samples, who: ContenderName, which: 'p50' | 'p99'): Spread | undefined {
  const through = samples.get(who)
  const direct = samples.get('direct')
  if (through === undefined || direct === undefined) return undefined
  const times = (list: typeof through) => list.map((sample) => sample[which])
  return perRound(times(through), times(direct), (a, b) => a - b)
}

export function addedCells(samples: Samples, which: 'p50' | 'p99'): { strait: string; relay?: string; nginx?: string } {
  const cell = (who: ContenderName) => {
    const spread = added(samples, who, which)
    return spread === undefined ? undefined : `${spread.median.toFixed(2)} ms`
  }
  const [strait = '', relay, nginx] = [cell('strait'), cell('relay'), cell('nginx')]
  return { strait, ...(relay === undefined ? {} : { relay }), ...(nginx === undefined ? {} : { nginx }) }
}

export function range({ low, high }: Spread, unit: string): string {
  return `${low.toFixed(2)}–${high.toFixed(2)}${unit}`
}

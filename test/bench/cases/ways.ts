import type { Bench, Row } from '../bench.ts'
import { REQUESTS, type RequestPlan } from '../exchanges.ts'
import { type Gateway, startStrait } from '../gateways.ts'
import { cpuEach, errorsOf, inTurns, rates, type Sample } from '../rounds.ts'
import { median, ratio } from '../stats.ts'
import { saturate, warm } from './throughput.ts'

/** A way through one gateway: what it costs shows against another way for the same call. */
export interface Way {
  readonly name: string
  readonly plan: RequestPlan
}

export type WaySamples = ReadonlyMap<Way, Sample[]>

/** All ways through the same process, in turns. */
export async function measureWays(bench: Bench, strait: Gateway, all: readonly Way[]): Promise<WaySamples> {
  const { rounds, seconds } = bench.options
  const load = ({ plan }: Way) => saturate(strait, plan, 32, seconds, bench.directory)
  // Its own code warmed as well.
  for (const way of all) await load(way)
  return inTurns(all, rounds, load)
}

/** What of the other way's throughput this one has. */
export function wayRow(way: Way, other: Way, samples: WaySamples): Row {
  const [ours = [], theirs = []] = [samples.get(way), samples.get(other)]
  const { median: share, low, high } = ratio(rates(ours), rates(theirs))
  const cpu = cpuEach(ours)
  return {
    name: `${way.name}, 32 conn.`,
    strait: `${Math.round(median(rates(ours))).toLocaleString('en')}/s`,
    cpu: cpu === undefined ? undefined : { strait: cpu },
    errors: { [way.name]: errorsOf(ours), [other.name]: errorsOf(theirs) },
    note: `${share.toFixed(2)} of a ${other.name} (${low.toFixed(2)}–${high.toFixed(2)}); that: ${cpuEach(theirs)?.toFixed(0) ?? '–'} µs`,
    share,
  }
}

/** Both ways through a process that is started for them. */
export async function against(bench: Bench, way: Way, other: Way, config: string): Promise<Row> {
  const strait = await startStrait(bench.runtime, bench.cores, bench.upstreams, { config })
  try {
    await warm(strait, bench.options, bench.directory)
    return wayRow(way, other, await measureWays(bench, strait, [other, way]))
  } finally {
    await strait.app.kill()
  }
}

/** The small call through a route of the config. */
export function throughRoute(route: string): RequestPlan {
  return { ...REQUESTS.small, target: `/${route}/chat/completions` }
}

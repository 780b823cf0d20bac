import type { Bench, Row, Verdict } from '../bench.ts'
import { REQUESTS, type RequestPlan } from '../exchanges.ts'
import { type Gateway, startStrait } from '../gateways.ts'
import { cpuEach, errorsOf, inTurns, rates, type Sample } from '../rounds.ts'
import { median, ratio } from '../stats.ts'
import { verdict } from '../targets.ts'
import { saturate, warm } from './throughput.ts'

/** A way through one gateway: what it costs shows against another way for the same call. */
export interface Way {
  readonly name: string
  readonly plan: RequestPlan
}

export type WaySamples = ReadonlyMap<Way, Sample[]>

/** All ways through the same process, in turns. */
export async function measureWays(
  bench: Bench,
  strait: Gateway,
  all: readonly Way[],
  connections: number,
): Promise<WaySamples> {
  const { rounds, seconds } = bench.options
  const load = ({ plan }: Way) => saturate(strait, plan, connections, seconds, bench.directory)
  // Its own code warmed as well.
  for (const way of all) await load(way)
  return inTurns(all, rounds, load)
}

/** What of the other way's throughput this one has, and what more of the CPU it takes. */
export function wayRow(way: Way, other: Way, samples: WaySamples, connections: number): Row {
  const [ours = [], theirs = []] = [samples.get(way), samples.get(other)]
  const { median: share, low, high } = ratio(rates(ours), rates(theirs))
  const [cpu, otherCpu] = [cpuEach(ours), cpuEach(theirs)]
  return {
    name: `${way.name}, ${connections} conn.`,
    strait: `${Math.round(median(rates(ours))).toLocaleString('en')}/s`,
    cpu: cpu === undefined ? undefined : { strait: cpu },
    errors: { [way.name]: errorsOf(ours), [other.name]: errorsOf(theirs) },
    note: `${share.toFixed(2)} of a ${other.name} (${low.toFixed(2)}–${high.toFixed(2)}); that: ${otherCpu?.toFixed(0) ?? '–'} µs`,
    share,
    cost: (cpu ?? Number.NaN) / (otherCpu ?? Number.NaN) - 1,
  }
}

/** Both ways through a process that is started for them, by as many connections as each number says. */
export async function against(
  bench: Bench,
  way: Way,
  other: Way,
  config: string,
  counts: readonly number[],
): Promise<Row[]> {
  const strait = await startStrait(bench.runtime, bench.cores, bench.upstreams, { config })
  try {
    await warm(strait, bench.options, bench.directory)
    const rows: Row[] = []
    for (const count of counts)
      rows.push(wayRow(way, other, await measureWays(bench, strait, [other, way], count), count))
    return rows
  } finally {
    await strait.app.kill()
  }
}

/** A target in CPU: how much a gateway lets through hangs on the core of load and upstream as well. */
export function judgeCost({ runtime }: Bench, row: Row, most: number): Verdict {
  const { cost = Number.NaN } = row
  const target = `${row.name}: costs ≤ ${Math.round(most * 100)} % CPU`
  return verdict(runtime, row, target, `${(cost * 100).toFixed(1)} %`, cost <= most)
}

/** The small call through a route of the config. */
export function throughRoute(route: string): RequestPlan {
  return { ...REQUESTS.small, target: `/${route}/chat/completions` }
}

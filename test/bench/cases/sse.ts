import { added, addedCells, range } from '../added.ts'
import type { Bench, CaseResult, Contender, Row, Verdict } from '../bench.ts'
import { byName, errorsByName, rateRow, type Samples } from '../compare.ts'
import { inTurns, rates, type Sample, withCpu } from '../rounds.ts'
import { median, perRound } from '../stats.ts'
import { runStreams, type StreamPlan } from '../streams.ts'
import { TARGETS, verdict } from '../targets.ts'

/** One stream at a fast pace, many at the pace of a model that writes. */
const PLANS: readonly StreamPlan[] = [
  { streams: 1, every: 2, events: 10 },
  { streams: 100, every: 10, events: 50 },
  { streams: 1_000, every: 100, events: 12 },
]

/** Below this share of the events asked for, load and upstream, not the gateway, were the limit. */
const DELIVERED = 0.9

export async function sse(bench: Bench): Promise<CaseResult> {
  const { options, gateways, upstreams, runtime } = bench
  const contenders: Contender[] = [{ name: 'direct', port: upstreams.streams, pid: undefined }, ...gateways]
  const rows: Row[] = []
  const verdicts: Verdict[] = []
  for (const plan of options.quick ? PLANS.filter(({ streams }) => streams === 100) : PLANS) {
    const samples = byName(
      await inTurns(contenders, Math.min(options.rounds, 2), (contender) =>
        streaming(contender, plan, options.seconds),
      ),
    )
    const name = `SSE, ${plan.streams} stream${plan.streams === 1 ? '' : 's'}`
    const row = { ...rateRow(`${name}: events`, '/s', samples), note: limitOf(samples, plan) }
    rows.push(row, firstEvent(name, samples, 'p50'), firstEvent(name, samples, 'p99'))
    // One stream leaves the process idle: its CPU, in steps of 10 ms, tells nothing.
    if (plan.streams > 1) verdicts.push(judge(bench, name, row, samples))
  }
  return { rows, verdicts: verdicts.map((each) => ({ ...each, runtime })) }
}

async function streaming({ port, pid }: Contender, plan: StreamPlan, seconds: number): Promise<Sample> {
  const load = await runStreams(port, plan)
  try {
    return await withCpu(pid, async () => {
      const result = await load.measure(seconds)
      // Not one event is a failure too, which no connection reports.
      return { ...result, count: result.events, errors: result.errors + (result.events === 0 ? 1 : 0) }
    })
  } finally {
    load.close()
  }
}

function firstEvent(name: string, samples: Samples, which: 'p50' | 'p99'): Row {
  const spread = added(samples, 'strait', which)
  return {
    name: `${name}: first event, added ${which}`,
    ...addedCells(samples, which),
    errors: errorsByName(samples),
    note: spread === undefined ? undefined : range(spread, ' ms'),
  }
}

/**
 * The pace is given, so every gateway that keeps up delivers as many events; what it could carry is told by its
 * CPU. The worse of the two counts.
 */
function judge({ runtime }: Bench, name: string, row: Row, samples: Samples): Verdict {
  const cpu = perRound(
    cpuPerEvent(samples.get('relay')),
    cpuPerEvent(samples.get('strait')),
    (relay, ours) => relay / ours,
  )
  const events = row.toRelay?.median ?? Number.NaN
  const reached = Number.isNaN(cpu.median) ? events : Math.min(events, cpu.median)
  const measured = `${reached.toFixed(2)} (events ${events.toFixed(2)}, CPU ${Number.isNaN(cpu.median) ? '–' : cpu.median.toFixed(2)})`
  const target = `${name}: ≥ ${TARGETS.ofRelay} of the bare relay`
  return verdict(runtime, row, target, measured, reached >= TARGETS.ofRelay)
}

function cpuPerEvent(samples: readonly Sample[] = []): number[] {
  return samples.map(({ cpu, count }) => (cpu === undefined || cpu === 0 ? Number.NaN : cpu / count))
}

function limitOf(samples: Samples, { streams, every }: StreamPlan): string | undefined {
  const offered = (streams * 1_000) / every
  const direct = median(rates(samples.get('direct') ?? []))
  if (direct >= offered * DELIVERED) return undefined
  return `the load itself reached ${Math.round(direct).toLocaleString('en')} of ${offered.toLocaleString('en')}`
}

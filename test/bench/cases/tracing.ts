import { until } from '@strait/testkit'
import type { Bench, CaseResult, Row, Verdict } from '../bench.ts'
import { REQUESTS } from '../exchanges.ts'
import { type Gateway, startStrait } from '../gateways.ts'
import { openLoop } from '../load.ts'
import { type OtlpSink, startOtlpSink } from '../otlp-sink.ts'
import { calm } from '../process-cpu.ts'
import { cpuEach, errorsOf, inTurns, rates, type Sample } from '../rounds.ts'
import { median, ratio } from '../stats.ts'
import { TARGETS, verdict } from '../targets.ts'
import { saturate, warm } from './throughput.ts'

type Mode = 'off' | 'on' | 'sampled out'
type Traced = Gateway & { readonly mode: Mode }

const SAMPLE: Record<Exclude<Mode, 'off'>, number> = { on: 1, 'sampled out': 0 }

/** What tracing costs: Strait with it against Strait without. */
export async function tracing(bench: Bench): Promise<CaseResult> {
  const sink = await startOtlpSink()
  const gateways: Traced[] = []
  try {
    for (const mode of ['off', 'on', 'sampled out'] as const) gateways.push(await start(bench, mode, sink))
    // First, while no export of other load is under way.
    const kept = await keptAtRate(bench, gateways[1] as Traced, sink)
    const { seconds, rounds } = bench.options
    const load = async (gateway: Traced) => {
      const sample = await saturate(gateway, REQUESTS.small, 32, seconds, bench.directory)
      // Spans still on their way out would take the core from whoever is next.
      await calm(gateway.pid)
      return sample
    }
    for (const gateway of gateways) await warm(gateway, bench.options, bench.directory)
    const samples = new Map<Mode, Sample[]>()
    for (const [{ mode }, list] of await inTurns(gateways, rounds, load)) samples.set(mode, list)
    const on = costRow('on', samples)
    const out = costRow('sampled out', samples)
    return {
      rows: [on, out, kept.row],
      verdicts: [judge(bench, on, TARGETS.tracing), judge(bench, out, TARGETS.sampledOut), kept.verdict],
    }
  } finally {
    for (const gateway of gateways) await gateway.app.kill()
    await sink.close()
  }
}

async function start({ runtime, cores, upstreams }: Bench, mode: Mode, sink: OtlpSink): Promise<Traced> {
  const otlp = `http://127.0.0.1:${sink.port}`
  const config = mode === 'off' ? '' : `telemetry: { otlp: "${otlp}", sample: ${SAMPLE[mode]} }\n`
  // Lost spans are told of in a warning.
  return { ...(await startStrait(runtime, cores, upstreams, { config, log: 'warn' })), mode }
}

function costRow(mode: Exclude<Mode, 'off'>, samples: ReadonlyMap<Mode, readonly Sample[]>): Row {
  const [traced = [], off = []] = [samples.get(mode), samples.get('off')]
  const { median: share, low, high } = ratio(rates(traced), rates(off))
  const strait = cpuEach(traced)
  return {
    name: `tracing ${mode}, 32 conn.`,
    strait: `${Math.round(median(rates(traced))).toLocaleString('en')}/s`,
    cpu: strait === undefined ? undefined : { strait },
    errors: { [mode]: errorsOf(traced), off: errorsOf(off) },
    note: `${share.toFixed(2)} of off (${low.toFixed(2)}–${high.toFixed(2)}); off: ${cpuEach(off)?.toFixed(0) ?? '–'} µs`,
    share,
  }
}

function judge({ runtime }: Bench, row: Row, bound: number): Verdict {
  const cost = 1 - (row.share ?? Number.NaN)
  const target = `${row.name}: costs ≤ ${Math.round(bound * 100)} %`
  return verdict(runtime, row, target, `${(cost * 100).toFixed(1)} %`, cost <= bound)
}

/** At a rate that it must keep up with, every exchange's span arrives. */
async function keptAtRate({ runtime, options }: Bench, gateway: Traced, sink: OtlpSink) {
  sink.counting = true
  const { requests, errors } = await openLoop(gateway.port, REQUESTS.small, TARGETS.rate, options.seconds * 2)
  await until(() => sink.serverSpans >= requests, { timeoutMs: 5_000 }).catch(() => {})
  sink.counting = false
  const lost = requests - sink.serverSpans
  const warned = /\d+ spans? not delivered/.exec(gateway.app.logs())?.[0]
  const row: Row = {
    name: `tracing on at ${TARGETS.rate}/s: spans lost`,
    strait: `${lost} of ${requests}`,
    errors: { on: errors },
    note: warned,
  }
  const target = `tracing on at ${TARGETS.rate}/s: no span lost`
  return { row, verdict: verdict(runtime, row, target, row.strait, lost === 0 && warned === undefined && requests > 0) }
}

import type { Bench, CaseResult, Row, Verdict } from '../bench.ts'
import { REQUESTS, type RequestPlan } from '../exchanges.ts'
import { type Gateway, startStrait } from '../gateways.ts'
import { cpuEach, errorsOf, inTurns, rates, type Sample } from '../rounds.ts'
import { median, ratio } from '../stats.ts'
import { TARGETS, verdict } from '../targets.ts'
import { saturate, warm } from './throughput.ts'

interface Door {
  readonly name: string
  readonly plan: RequestPlan
}

const PROVIDER: Door = { name: 'provider door', plan: REQUESTS.small }

/** What the doors of other gateways cost: the same call through them and through a provider's own door. */
export async function doors(bench: Bench): Promise<CaseResult> {
  const { plain } = bench.upstreams
  const base = `http://127.0.0.1:${plain}/up/v1`
  const config = `  openai: { url: "${base}", key: sk-bench-upstream }
egress: { allow: [127.0.0.1] }
routes:
  - { path: /litellm/*, to: { url: "${base}" } }
`
  const strait = await startStrait(bench.runtime, bench.cores, bench.upstreams, { config })
  try {
    await warm(strait, bench.options, bench.directory)
    const others = dialects(base)
    const samples = await measure(bench, strait, [PROVIDER, ...others])
    const rows = others.map((door) => rowOf(door, samples))
    return { rows, verdicts: rows.map((row) => judge(bench, row)) }
  } finally {
    await strait.app.kill()
  }
}

function dialects(base: string): Door[] {
  const to = (target: string, headers: RequestPlan['headers'] = []): RequestPlan => ({
    ...REQUESTS.small,
    target,
    headers,
  })
  const asked = [['x-portkey-custom-host', base]] as const
  return [
    { name: 'Bifrost door', plan: to('/openai_passthrough/v1/chat/completions') },
    {
      name: 'Portkey headers',
      plan: to('/v1/chat/completions', [['x-portkey-provider', 'passthrough'], ...asked]),
    },
    {
      name: 'Portkey config',
      plan: to('/v1/chat/completions', [
        ['x-portkey-config', JSON.stringify({ provider: 'passthrough', custom_host: base })],
      ]),
    },
    { name: 'LiteLLM endpoint', plan: to('/litellm/chat/completions') },
    { name: 'bare path', plan: to('/v1/chat/completions') },
  ]
}

async function measure(bench: Bench, strait: Gateway, all: readonly Door[]): Promise<ReadonlyMap<Door, Sample[]>> {
  const { rounds, seconds } = bench.options
  const load = ({ plan }: Door) => saturate(strait, plan, 32, seconds, bench.directory)
  // Its own code warmed as well.
  for (const door of all) await load(door)
  return inTurns(all, rounds, load)
}

function rowOf(door: Door, samples: ReadonlyMap<Door, Sample[]>): Row {
  const [ours = [], plain = []] = [samples.get(door), samples.get(PROVIDER)]
  const { median: share, low, high } = ratio(rates(ours), rates(plain))
  const cpu = cpuEach(ours)
  return {
    name: `${door.name}, 32 conn.`,
    strait: `${Math.round(median(rates(ours))).toLocaleString('en')}/s`,
    cpu: cpu === undefined ? undefined : { strait: cpu },
    errors: { [door.name]: errorsOf(ours), [PROVIDER.name]: errorsOf(plain) },
    note: `${share.toFixed(2)} of a provider door (${low.toFixed(2)}–${high.toFixed(2)})`,
    share,
  }
}

function judge({ runtime }: Bench, row: Row): Verdict {
  const cost = 1 - (row.share ?? Number.NaN)
  const target = `${row.name}: costs ≤ ${Math.round(TARGETS.door * 100)} %`
  return verdict(runtime, row, target, `${(cost * 100).toFixed(1)} %`, cost <= TARGETS.door)
}

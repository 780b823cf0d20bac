import type { Bench, CaseResult } from '../bench.ts'
import { REQUESTS, type RequestPlan } from '../exchanges.ts'
import { startStrait } from '../gateways.ts'
import { TARGETS } from '../targets.ts'
import { warm } from './throughput.ts'
import { judgeCost, measureWays, type Way, wayRow } from './ways.ts'

const CONNECTIONS = 32
const PROVIDER: Way = { name: 'provider door', plan: REQUESTS.small }

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
    const samples = await measureWays(bench, strait, [PROVIDER, ...others], CONNECTIONS)
    const rows = others.map((door) => wayRow(door, PROVIDER, samples, CONNECTIONS))
    return { rows, verdicts: rows.map((row) => judgeCost(bench, row, TARGETS.door)) }
  } finally {
    await strait.app.kill()
  }
}

function dialects(base: string): Way[] {
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

import { join } from 'node:path'
import type { RuntimeName } from '@strait/testkit'
import type { Bench, CaseResult, Contender, Row, Upstreams, Verdict } from './bench.ts'
import { cache } from './cases/cache.ts'
import { doors } from './cases/doors.ts'
import { latency } from './cases/latency.ts'
import { memory } from './cases/memory.ts'
import { sse } from './cases/sse.ts'
import { startup } from './cases/startup.ts'
import { connections, large, prompt, small, throughput, warm } from './cases/throughput.ts'
import { tracing } from './cases/tracing.ts'
import { tree } from './cases/tree.ts'
import { type Cores, onGatewayCore } from './cores.ts'
import { startRelay, startStrait } from './gateways.ts'
import { hasNginx, proxying, startNginx } from './nginx.ts'
import type { CaseName, Options } from './options.ts'

export interface Setting {
  readonly options: Options
  readonly cores: Cores
  readonly upstreams: Upstreams
  readonly directory: string
  readonly progress: (text: string) => void
}

const CASE: Record<CaseName, (bench: Bench) => Promise<CaseResult>> = {
  small: (bench) => throughput(bench, small(bench.options.quick)),
  prompt: (bench) => throughput(bench, prompt),
  large: (bench) => throughput(bench, large),
  connections: (bench) => throughput(bench, connections),
  sse,
  latency,
  memory,
  startup,
  tracing,
  doors,
  tree,
  cache,
}

/** These hold gateways against each other; the others start processes of their own. */
const COMPARING: ReadonlySet<CaseName> = new Set(['small', 'prompt', 'large', 'connections', 'sse', 'latency'])

export async function runRuntime(runtime: RuntimeName, setting: Setting): Promise<CaseResult> {
  const { options, progress } = setting
  const rows: Row[] = []
  const verdicts: Verdict[] = []
  const stops: (() => Promise<unknown>)[] = []
  const run = async (names: readonly CaseName[], gateways: readonly Contender[]) => {
    for (const name of names) {
      progress(`${runtime}: ${name}`)
      const result = await CASE[name]({ ...setting, runtime, gateways })
      rows.push(...result.rows)
      verdicts.push(...result.verdicts)
    }
  }
  const comparing = options.cases.filter((name) => COMPARING.has(name))
  try {
    if (comparing.length > 0) await run(comparing, await startGateways(runtime, setting, stops))
  } finally {
    await Promise.all(stops.map((stop) => stop()))
  }
  await run(
    options.cases.filter((name) => !COMPARING.has(name)),
    [],
  )
  return { rows, verdicts }
}

/** Each of them told how to stop before the next one starts. */
async function startGateways(
  runtime: RuntimeName,
  { options, cores, upstreams, directory }: Setting,
  stops: (() => Promise<unknown>)[],
): Promise<Contender[]> {
  const gateways: Contender[] = []
  if (hasNginx()) {
    const { port, app } = await startNginx({
      directory: join(directory, `nginx-${runtime}`),
      http: proxying(upstreams.plain, upstreams.streams),
      command: (command) => onGatewayCore(cores, command),
    })
    stops.push(() => app.kill())
    gateways.push({ name: 'nginx', port, pid: app.pid })
  }
  for (const start of [startRelay, startStrait]) {
    const gateway = await start(runtime, cores, upstreams)
    stops.push(() => gateway.app.kill())
    gateways.push(gateway)
  }
  for (const gateway of gateways) await warm(gateway, options, directory)
  return gateways
}

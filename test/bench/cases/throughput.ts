import type { Bench, CaseResult, Contender, Row } from '../bench.ts'
import { byName, rateRow } from '../compare.ts'
import { REQUESTS, type RequestPlan } from '../exchanges.ts'
import { closedLoop } from '../load.ts'
import type { Options } from '../options.ts'
import { inTurns, type Sample, withCpu } from '../rounds.ts'
import { ofRelay } from '../targets.ts'
import { hasWrk, wrk } from '../wrk.ts'

export interface Throughput {
  readonly name: string
  readonly plan: RequestPlan
  readonly connections: number
}

export function small(quick: boolean): Throughput[] {
  const counts = quick ? [32] : [1, 32, 256]
  return counts.map((connections) => ({ name: `small, ${connections} conn.`, plan: REQUESTS.small, connections }))
}

export const prompt: Throughput[] = [{ name: '20 kB prompt, 32 conn.', plan: REQUESTS.prompt, connections: 32 }]
export const large: Throughput[] = [{ name: '1 MB answer, 8 conn.', plan: REQUESTS.large, connections: 8 }]

/** A connection for each request, as clients without a pool have it. */
export const connections: Throughput[] = [{ name: 'small, no keep-alive', plan: REQUESTS.fresh, connections: 32 }]

/** As much as one core of the gateway lets through. */
export async function throughput(bench: Bench, plans: readonly Throughput[]): Promise<CaseResult> {
  const rows: Row[] = []
  for (const { name, plan, connections: count } of plans) {
    const samples = await inTurns(bench.gateways, bench.options.rounds, (contender) =>
      saturate(contender, plan, count, bench.options.seconds, bench.directory),
    )
    rows.push(rateRow(name, '/s', byName(samples)))
  }
  return { rows, verdicts: rows.map((row) => ofRelay(bench.runtime, row)) }
}

export async function saturate(
  { port, pid }: Pick<Contender, 'port' | 'pid'>,
  plan: RequestPlan,
  connections: number,
  seconds: number,
  directory: string,
): Promise<Sample> {
  const attempt = (long: number) =>
    withCpu(pid, async () => {
      // wrk trusts the answer to say that the connection closes; Bun closes without saying so.
      const result =
        hasWrk() && plan.fresh !== true
          ? await wrk(port, plan, connections, long, directory)
          : await closedLoop(port, plan, connections, long)
      return { ...result, count: result.requests }
    })
  const first = await attempt(seconds)
  if (first.count > 0) return first
  // A busy machine may pause a process for longer than a short round. Silent for seconds, it has failed.
  const second = await attempt(Math.max(5, seconds))
  return second.count > 0 ? second : { ...second, errors: second.errors + 1 }
}

const WARM_SECONDS = 3
const WARM_TURNS = 8

/**
 * What is measured has been compiled before: pinned to one core, where the compiler's threads take turns with the
 * program's, that takes some fifty thousand requests. It is warm when a turn was no faster than the ones before it.
 */
export async function warm(
  gateway: Pick<Contender, 'port' | 'pid'>,
  { quick }: Options,
  directory: string,
): Promise<void> {
  let best = 0
  for (let turn = 0; turn < (quick ? 1 : WARM_TURNS); turn++) {
    const { count, seconds } = await saturate(gateway, REQUESTS.small, 32, quick ? 0.3 : WARM_SECONDS, directory)
    const rate = count / seconds
    if (rate < 1.03 * best) return
    best = Math.max(best, rate)
  }
}

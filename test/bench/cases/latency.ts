import { added, addedCells, range } from '../added.ts'
import { keepAwake } from '../awake.ts'
import type { Bench, CaseResult, Contender, Row } from '../bench.ts'
import { byName, cpuOf, errorsByName, type Samples } from '../compare.ts'
import { REQUESTS } from '../exchanges.ts'
import { openLoop } from '../load.ts'
import { inTurns, withCpu } from '../rounds.ts'
import { errorCount, TARGETS, verdict } from '../targets.ts'

/** What a request pays for the way through, at a rate at which nothing queues. */
export async function latency(bench: Bench): Promise<CaseResult> {
  const { upstreams, gateways, options, runtime } = bench
  const contenders: Contender[] = [{ name: 'direct', port: upstreams.plain, pid: undefined }, ...gateways]
  const atRate = ({ port, pid }: Contender) =>
    withCpu(pid, async () => {
      const result = await openLoop(port, REQUESTS.small, TARGETS.rate, options.seconds * 2)
      return { ...result, count: result.requests }
    })
  const cores = keepAwake(bench.cores)
  const samples = byName(await inTurns(contenders, options.rounds, atRate).finally(() => cores.sleep()))
  const p50 = rowOf(samples, 'p50')
  const p99 = rowOf(samples, 'p99')
  const judge = (row: Row, which: 'p50' | 'p99', bound: number) => {
    const ms = added(samples, 'strait', which)?.median ?? Number.NaN
    const target = `added ${which} at ${TARGETS.rate}/s: ≤ ${bound} ms`
    const judged = verdict(runtime, row, target, `${ms.toFixed(2)} ms`, ms <= bound)
    const least = added(samples, 'nginx', which)?.median ?? Number.NaN
    // Errors, or nothing measured, are Strait's own.
    const late = ms > bound && errorCount(row) === 0
    return late && least > bound ? { ...judged, untold: `nginx adds ${least.toFixed(2)} ms here` } : judged
  }
  return {
    rows: [p50, p99],
    verdicts: [judge(p50, 'p50', TARGETS.addedP50), judge(p99, 'p99', TARGETS.addedP99)],
  }
}

function rowOf(samples: Samples, which: 'p50' | 'p99'): Row {
  const spread = added(samples, 'strait', which)
  return {
    name: `added ${which} at ${TARGETS.rate}/s`,
    ...addedCells(samples, which),
    cpu: cpuOf(samples),
    errors: errorsByName(samples),
    note: spread === undefined ? undefined : range(spread, ' ms'),
  }
}

import type { Bench, CaseResult, Row, Verdict } from '../bench.ts'
import { TARGETS, verdict } from '../targets.ts'
import { against, throughRoute, type Way } from './ways.ts'

const UNCACHED: Way = { name: 'call', plan: throughRoute('asked') }

/**
 * What a kept answer saves, against the same call to an upstream that answers from memory. How much sooner it is there
 * shows with one request at a time; with many at once, what the gateway itself is spared.
 */
export async function cache(bench: Bench): Promise<CaseResult> {
  const stores = [
    ['memory', 'memory'],
    ['SQLite', `sqlite:${bench.directory}/answers-${bench.runtime}.db`],
  ] as const
  const rows: Row[] = []
  const verdicts: Verdict[] = []
  for (const [name, store] of stores) {
    const config = `cache: { store: "${store}", max_age: 1h }
routes:
  - { path: /asked/*, to: { provider: up } }
  - { path: /kept/*, to: { provider: up }, cache: true }
`
    const hit: Way = { name: `cache hit, ${name}`, plan: throughRoute('kept') }
    const [one, many] = await against(bench, hit, UNCACHED, config, [1, 32])
    if (one === undefined || many === undefined) throw new Error('two rows were asked for')
    rows.push(one, many)
    const times = one.share ?? Number.NaN
    verdicts.push(
      verdict(bench.runtime, one, `${one.name}: ≥ ${TARGETS.hit} × a call`, times.toFixed(2), times >= TARGETS.hit),
    )
  }
  return { rows, verdicts }
}

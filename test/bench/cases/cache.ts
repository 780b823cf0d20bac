import type { Bench, CaseResult, Row } from '../bench.ts'
import { TARGETS, verdict } from '../targets.ts'
import { against, throughRoute, type Way } from './ways.ts'

const UNCACHED: Way = { name: 'call', plan: throughRoute('asked') }

/** What a kept answer saves, against the same call to an upstream that answers from memory. */
export async function cache(bench: Bench): Promise<CaseResult> {
  const stores = [
    ['memory', 'memory'],
    ['SQLite', `sqlite:${bench.directory}/answers-${bench.runtime}.db`],
  ] as const
  const rows: Row[] = []
  for (const [name, store] of stores) {
    const config = `cache: { store: "${store}", max_age: 1h }
routes:
  - { path: /asked/*, to: { provider: up } }
  - { path: /kept/*, to: { provider: up }, cache: true }
`
    rows.push(await against(bench, { name: `cache hit, ${name}`, plan: throughRoute('kept') }, UNCACHED, config))
  }
  const verdicts = rows.map((row) => {
    const times = row.share ?? Number.NaN
    const target = `${row.name}: ≥ ${TARGETS.hit} × a call`
    return verdict(bench.runtime, row, target, times.toFixed(2), times >= TARGETS.hit)
  })
  return { rows, verdicts }
}

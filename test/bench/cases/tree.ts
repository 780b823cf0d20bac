import type { Bench, CaseResult } from '../bench.ts'
import { TARGETS } from '../targets.ts'
import { against, judgeCost, throughRoute, type Way } from './ways.ts'

const SINGLE: Way = { name: 'single target', plan: throughRoute('single') }
const TREE: Way = { name: 'tree of targets', plan: throughRoute('tree') }

/** What it costs to be ready for failures while nothing fails. */
export async function tree(bench: Bench): Promise<CaseResult> {
  const care = 'retry: { attempts: 2 }, breaker: true'
  const config = `  spare: { type: openai, url: http://127.0.0.1:${bench.upstreams.plain}/up/v1, key: sk-bench-spare }
routes:
  - { path: /single/*, to: { provider: up } }
  - path: /tree/*
    to: { strategy: fallback, targets: [{ provider: up, ${care} }, { provider: spare, ${care} }] }
`
  const rows = await against(bench, TREE, SINGLE, config, [32])
  return { rows, verdicts: rows.map((row) => judgeCost(bench, row, TARGETS.tree)) }
}

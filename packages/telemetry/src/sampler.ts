import { SAMPLED, type TraceParent } from '@strait/core'
import type { Env } from './otel-env.ts'

/** Which traces are taken. All six samplers that OTEL_TRACES_SAMPLER can name are one of these. */
export interface SamplerRule {
  /** Share of the traces that no one has decided on: 0 none, 1 all. */
  readonly root: number
  /** Does the sampled flag of a caller decide? */
  readonly parent: 'follow' | 'ignore'
}

const NAMED: Readonly<Record<string, SamplerRule | 'ratio' | 'parent ratio'>> = {
  always_on: { root: 1, parent: 'ignore' },
  always_off: { root: 0, parent: 'ignore' },
  traceidratio: 'ratio',
  parentbased_always_on: { root: 1, parent: 'follow' },
  parentbased_always_off: { root: 0, parent: 'follow' },
  parentbased_traceidratio: 'parent ratio',
}

export function parseSampler(sample: number | undefined, env: Env, warn: (message: string) => void): SamplerRule {
  if (sample !== undefined) return { root: sample, parent: 'follow' }
  const name = env['OTEL_TRACES_SAMPLER'] || 'parentbased_always_on'
  const rule = NAMED[name]
  if (rule === undefined) warn(`OTEL_TRACES_SAMPLER knows ${Object.keys(NAMED).join(', ')}: all traces are taken`)
  if (rule === undefined) return { root: 1, parent: 'follow' }
  if (typeof rule === 'object') return rule
  return { root: ratioOf(env, warn), parent: rule === 'ratio' ? 'ignore' : 'follow' }
}

/** Is a trace that came with `parent` taken? Allocates nothing: this is all that an exchange left out costs. */
export function takes({ root, parent: rule }: SamplerRule, parent: TraceParent): boolean {
  if (rule === 'follow') return (parent.flags & SAMPLED) !== 0
  return root >= 1 || (root > 0 && randomness(parent.traceId) >= 1 - root)
}

/** Hex digits 19 to 31 of a new trace's id, or undefined where it is not taken. Empty: any will do. */
export function draw({ root }: SamplerRule): string | undefined {
  if (root >= 1) return ''
  const chance = Math.random()
  if (chance < 1 - root) return undefined
  return Math.floor(chance * 2 ** 52)
    .toString(16)
    .padStart(13, '0')
}

/**
 * 0 to 1, the same for everybody who sees this trace id: its last 56 bits, as OpenTelemetry's "Probability sampling"
 * has it (of which a number holds 52).
 */
function randomness(traceId: string): number {
  return Number.parseInt(traceId.slice(18, 31), 16) / 2 ** 52
}

function ratioOf(env: Env, warn: (message: string) => void): number {
  const text = env['OTEL_TRACES_SAMPLER_ARG']?.trim()
  if (!text) return 1
  const ratio = Number(text)
  if (ratio >= 0 && ratio <= 1) return ratio
  warn('OTEL_TRACES_SAMPLER_ARG is not a number from 0 to 1: all traces are taken')
  return 1
}

import { accepted, answer, fakeRuntime, makePlan, makeRoute, post, type Upstream } from '../../../test/harness.ts'
import type { Admitted, Arrival, Match } from '../../exchange.ts'
import type { Kit } from '../../kit.ts'
import type { Plan, Sender } from '../../plan.ts'
import { detect } from '../../providers/detect.ts'
import { providers } from '../../providers/index.ts'
import type { Provider } from '../../providers/provider.ts'
import type { AttemptRecord } from '../../record.ts'
import type { Runtime } from '../../runtime.ts'
import { State } from '../../state.ts'
import type { Outcome } from '../outcome.ts'
import type { Branch } from './branch.ts'
import type { Tree } from './tree.ts'

export const TREE: Tree = { name: 'tree', attempts: 100, budget: { percent: 0, least: 3 }, replay: 1000 }

/** A kit whose time goes on when it is told to; deadlines are swept as the process does it. */
export interface Scene extends Kit {
  advance(ms: number): void
}

export function scene(
  over: Partial<Runtime> = {},
  upstream: Upstream = () => answer('{}'),
  plan?: Partial<Plan>,
): Scene {
  let now = 1000
  const clock = () => now
  const runtime = fakeRuntime(upstream, { clock, now: clock, random: () => 0, ...over })
  const advance = (ms: number) => {
    now += ms
  }
  return { plan: makePlan(plan), runtime, state: new State(runtime.clock), advance }
}

/** Waits are told, not waited for. */
export function instantly({ state }: Kit): readonly number[] {
  const waits: number[] = []
  const nothing = () => {}
  const after = (ms: number, fire: () => void) => {
    waits.push(ms)
    queueMicrotask(fire)
    return { touch: nothing, hold: nothing, clear: nothing }
  }
  Object.defineProperty(state.deadlines, 'after', { value: after })
  return waits
}

export function admitted(kit: Kit, from: Arrival = post('{}'), send: Sender = said('answer')): Admitted {
  const rest = '/chat/completions'
  const match: Match = { route: makeRoute(send), rest, detected: detect(openai(), from.method, rest), rule: 'test' }
  return Object.assign(accepted(from, kit), { caller: { kind: 'anonymous' } as const, match })
}

export function record(over: Partial<AttemptRecord> = {}): AttemptRecord {
  return { target: 't', provider: 'p', address: 'http://a', status: undefined, error: undefined, ms: 0, ...over }
}

export function got(status: number, headers: readonly string[] = [], attempt?: AttemptRecord): Outcome {
  const answered = { status, reason: '', headers, body: undefined, rules: undefined, from: 'upstream' } as const
  return { kind: 'answer', answer: answered, attempt }
}

export type Failed = Outcome & { kind: 'failed' }

export function failed(
  code: Failed['code'],
  delivered: Failed['delivered'] = 'no',
  over: Partial<Failed> = {},
): Failed {
  return { kind: 'failed', code, delivered, ...over }
}

/** Comes to these, one after the other, the last for all that follow. */
export function said(...outcomes: readonly (Outcome | 'answer')[]): Sender & { times(): number } {
  let times = 0
  const send: Sender = async () => {
    const outcome = outcomes[Math.min(times++, outcomes.length - 1)]
    return outcome === undefined || outcome === 'answer' ? got(200) : outcome
  }
  return Object.assign(send, { times: () => times })
}

export function branch(name: string, send: Sender, over: Partial<Branch> = {}): Branch {
  return { name, weight: 1, send, fit: () => true, load: () => 0, latency: () => undefined, ...over }
}

export function openai(): Provider {
  return providers.get('openai') as Provider
}

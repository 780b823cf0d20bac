import { type ErrorCode, GatewayError, goneError } from '../errors.ts'
import type { Admitted } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import type { Sender } from '../plan.ts'
import { prepare } from '../prepare/prepare.ts'
import type { AttemptRecord } from '../record.ts'
import type { UpstreamOutcome, UpstreamRequest } from '../runtime.ts'
import type { AttemptTrace } from '../telemetry.ts'
import { after } from '../web/after.ts'
import { Life } from './life.ts'
import type { Outcome } from './outcome.ts'
import type { Target, Watch } from './target.ts'

/** A leaf: one attempt at one upstream. */
export function toTarget(target: Target): Sender {
  const { care } = target
  if (care === undefined) return (exchange, kit) => attempt(target, exchange, kit, undefined)

  const entered = (watch: Watch | undefined, exchange: Admitted, kit: Kit): Outcome | Promise<Outcome> =>
    watch === undefined && !exchange.cancel.pulled ? BUSY : attempt(target, exchange, kit, watch)
  return (exchange, kit) => after(care.enter(exchange, kit), (watch) => entered(watch, exchange, kit))
}

const BUSY: Outcome = { kind: 'failed', code: 'target_busy', delivered: 'no', retryAfter: 1 }

function attempt(target: Target, exchange: Admitted, kit: Kit, watch: Watch | undefined): Outcome | Promise<Outcome> {
  // Whoever left while something before this waited gets no upstream call.
  if (exchange.cancel.pulled) {
    watch?.end(false)
    throw goneError(exchange.cancel.reason)
  }
  const trace = exchange.trace?.attempt({ target: target.name, provider: target.label })
  let prepared: UpstreamRequest | Promise<UpstreamRequest>
  try {
    prepared = prepare(exchange, target, trace, kit)
  } catch (error) {
    return notSent(error, watch)
  }
  return prepared instanceof Promise
    ? askLate(prepared, target, exchange, kit, watch, trace)
    : ask(prepared, target, exchange, kit, watch, trace)
}

async function askLate(
  prepared: Promise<UpstreamRequest>,
  target: Target,
  exchange: Admitted,
  kit: Kit,
  watch: Watch | undefined,
  trace: AttemptTrace | undefined,
): Promise<Outcome> {
  let request: UpstreamRequest
  try {
    request = await prepared
    // Nor does who left while a name was looked up.
    if (exchange.cancel.pulled) throw goneError(exchange.cancel.reason)
  } catch (error) {
    return notSent(error, watch)
  }
  return ask(request, target, exchange, kit, watch, trace)
}

/** A token that can't be had and a name that can't be found are this target's trouble alone; all else is wrong with the request, whatever the target. */
function notSent(error: unknown, watch: Watch | undefined): Outcome {
  watch?.end(false)
  if (!(error instanceof GatewayError) || !OF_THE_TARGET.has(error.code)) throw error
  const { code, message: detail, retryAfter, cause } = error
  return { kind: 'failed', code, delivered: 'no', detail, retryAfter, cause }
}

const OF_THE_TARGET: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['token_failed', 'upstream_unresolved'])

function ask(
  request: UpstreamRequest,
  target: Target,
  exchange: Admitted,
  kit: Kit,
  watch: Watch | undefined,
  trace: AttemptTrace | undefined,
): Promise<Outcome> {
  const record = beginRecord(exchange, target, request)
  trace?.begin(request)
  const started = kit.runtime.clock()
  if (exchange.times.sent === 0) exchange.times.sent = started
  const life = new Life(exchange, target, kit, watch)

  const told = (given: UpstreamOutcome): Outcome => {
    const outcome = life.judge(given)
    record.ms = kit.runtime.clock() - started
    exchange.times.head = started + record.ms
    trace?.end(outcome)
    show(exchange, request, outcome, kit)
    const { credential } = target
    if (credential?.kind === 'token' && outcome.kind === 'answer' && outcome.status === 401) {
      credential.source.refused(request.headers, kit)
    }
    return conclude(outcome, record, life, request.headers)
  }
  // A transport that breaks its promise not to throw: what it did with the request is unknown.
  const threw = (cause: unknown) => told(broken(cause))
  try {
    return life.start(request).then(told, threw)
  } catch (cause) {
    return Promise.reject(cause).catch(threw)
  }
}

function broken(cause: unknown): UpstreamOutcome {
  return { kind: 'failed', code: 'upstream_reset', delivered: 'maybe', cause }
}

function beginRecord(exchange: Admitted, target: Target, request: UpstreamRequest): AttemptRecord {
  const record: AttemptRecord = {
    target: target.name,
    provider: target.label,
    address: request.origin.origin,
    system: target.provider.telemetryName,
    status: undefined,
    error: undefined,
    ms: 0,
    key: target.credential === undefined || target.callersKey ? undefined : (target.keyLabel ?? 'key'),
    option: target.option,
    retry: timesBefore(exchange, target),
    replaced: undefined,
  }
  exchange.attempts.push(record)
  return record
}

/** Several targets of a tree may have one name; where they stand tells them apart. */
function timesBefore({ attempts }: Admitted, { name, option }: Target): number {
  let times = 0
  for (const before of attempts) if (before.target === name && before.option === option) times++
  return times
}

/** For debugging; a watcher that fails must not fail the exchange. */
function show(exchange: Admitted, request: UpstreamRequest, outcome: UpstreamOutcome, { plan, state }: Kit): void {
  if (plan.wire === undefined) return
  try {
    plan.wire(exchange, request, outcome)
  } catch {
    state.part('wire-failures', () => ({ count: 0 })).count++
  }
}

function conclude(outcome: UpstreamOutcome, record: AttemptRecord, life: Life, sent: readonly string[]): Outcome {
  switch (outcome.kind) {
    case 'answer':
      record.status = outcome.status
      return life.answered(outcome, record, sent)
    case 'failed':
      try {
        const failed = life.failed(outcome, record, sent)
        record.error = failed.code
        return failed
      } catch (error) {
        record.error = error instanceof GatewayError ? error.code : 'internal'
        throw error
      }
    default:
      return outcome satisfies never
  }
}

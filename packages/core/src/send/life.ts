import { type ErrorCode, GatewayError, goneError } from '../errors.ts'
import type { Admitted, Answer } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import type { AttemptRecord } from '../record.ts'
import type { UpstreamAnswer, UpstreamFailure, UpstreamOutcome, UpstreamRequest } from '../runtime.ts'
import type { Cancel } from '../web/cancel.ts'
import type { Deadline } from '../web/deadlines.ts'
import type { Flow } from '../web/flow.ts'
import { agreed } from './handshake.ts'
import type { Outcome } from './outcome.ts'
import type { Target, Watch } from './target.ts'
import { timedFlow } from './timed-flow.ts'
import { underDoor } from './under-door.ts'

/** The life line and the clocks of one attempt: it ends with the exchange, or by a timeout of its own. */
export class Life {
  readonly #exchange: Admitted
  readonly #kit: Kit
  readonly #target: Target
  readonly #watch: Watch | undefined
  readonly #cancel: Cancel
  readonly #total: Deadline | undefined
  /** ms to the head of the answer. */
  readonly #patience: number
  #firstByte: Deadline | undefined
  #timeout: ErrorCode | undefined

  constructor(exchange: Admitted, target: Target, kit: Kit, watch: Watch | undefined) {
    this.#exchange = exchange
    this.#kit = kit
    this.#target = target
    this.#watch = watch
    this.#cancel = exchange.cancel.branch()
    const { total, firstByte } = target.timeouts
    this.#patience = shorter(shorter(firstByte, target.patience ?? 0), exchange.spoken?.patience ?? 0)
    this.#total = total > 0 ? kit.state.deadlines.after(total, () => this.#expire('total_timeout')) : undefined
  }

  /** Sends the request once. What the transport throws, though it promised not to, is for the caller to catch. */
  start(request: UpstreamRequest): Promise<UpstreamOutcome> {
    const { local } = this.#target
    if (local !== undefined) return local(request)
    if (this.#patience > 0) {
      this.#watchFirstByte()
      // A long upload is not the upstream's silence, and neither is a body that waited for its 100.
      if (request.body.kind === 'stream' || request.expectContinue > 0)
        request.onProgress = () => this.#firstByte?.touch()
    }
    const outcome = this.#kit.runtime.send(request, this.#cancel)
    return request.upgrade === undefined ? outcome : outcome.then((late) => agreed(late, request))
  }

  /** The head is there, or will not come. An answer that comes after the line was pulled comes too late. */
  judge(outcome: UpstreamOutcome): UpstreamOutcome {
    this.#firstByte?.clear()
    if (outcome.kind === 'failed') return outcome
    if (this.#cancel.pulled) return unwanted(outcome, 'client_gone', this.#cancel.reason)
    // RFC 9110 15: other numbers are no status codes, and Fetch can't say them.
    const valid = outcome.tunnel !== undefined || (outcome.status >= 200 && outcome.status <= 599)
    return valid ? outcome : unwanted(outcome, 'upstream_malformed', new Error(`status ${outcome.status}`))
  }

  answered(answer: UpstreamAnswer, attempt: AttemptRecord, sent: readonly string[]): Outcome {
    const outcome: Outcome = { kind: 'answer', answer: this.#answer(answer), attempt }
    this.#watch?.head(outcome, this.#kit, sent)
    // What came whole with its head is over already.
    if (!isFlow(answer.body) && answer.tunnel === undefined) this.#end(false)
    return outcome
  }

  #answer({ status, reason, headers: lines, body, tunnel }: UpstreamAnswer): Answer {
    const headers = underDoor(lines, this.#exchange, this.#target, this.#kit)
    const head = { status, reason, headers, rules: this.#target.answer, from: 'upstream' } as const
    const { idle } = this.#target.timeouts
    if (tunnel !== undefined) {
      // It lasts as long as a conversation does: `total` is for answers.
      this.#total?.clear()
      return { ...head, body: undefined, tunnel: { down: this.#timed(tunnel.down, 0), up: tunnel.up, idle } }
    }
    return { ...head, body: isFlow(body) ? this.#timed(body, idle) : body }
  }

  /** Throws where the reason is Strait's own or the client's: another target would not help. */
  failed(
    { code, delivered, cause }: UpstreamFailure,
    attempt: AttemptRecord,
    sent: readonly string[],
  ): Outcome & { kind: 'failed' } {
    const { cancel, body } = this.#exchange
    try {
      if (cancel.pulled) throw goneError(cancel.reason)
      // The upload broke because the client's body did: too large, too slow, cut short.
      if (this.#timeout === undefined && body.failure !== undefined) throw body.failure
      const failed = { kind: 'failed', code: this.#timeout ?? code, delivered, cause, attempt } as const
      // What is the caller's doing tells nothing about the target: it goes on to the next like any other failure, and
      // one who sends it again and again takes the target away from nobody else.
      if (!this.#isCallers(failed)) this.#watch?.head(failed, this.#kit, sent)
      return failed
    } finally {
      this.#end(false)
    }
  }

  /** The caller would not wait as long as the config does, or an upstream would not wait any longer for its body. */
  #isCallers({ code, delivered }: Outcome & { kind: 'failed' }): boolean {
    if (code === 'first_byte_timeout') {
      const { firstByte } = this.#target.timeouts
      return firstByte === 0 || this.#patience < firstByte
    }
    // One that was never reached waited for no body.
    const isCut = code === 'upstream_reset' || code === 'total_timeout'
    return isCut && delivered === 'maybe' && this.#exchange.body.awaited
  }

  #timed(flow: Flow, idle: number): Flow {
    const { deadlines } = this.#kit.state
    return timedFlow(flow, { idle, deadlines, cancel: this.#cancel, done: (broken) => this.#end(broken) })
  }

  #watchFirstByte(): void {
    this.#firstByte = this.#kit.state.deadlines.after(this.#patience, () => {
      // An upstream can't answer a request whose body the client still owes: that pause has a limit of its own.
      if (this.#exchange.body.awaited) this.#watchFirstByte()
      else this.#expire('first_byte_timeout')
    })
  }

  #expire(code: ErrorCode): void {
    this.#timeout = code
    this.#cancel.pull(new GatewayError(code))
  }

  #end(broken: boolean): void {
    this.#cancel.leave()
    this.#total?.clear()
    const { body } = this.#exchange
    // Where the client's own body broke off, or never came, so did the exchange, and that is not the target's fault.
    this.#watch?.end(broken && body.failure === undefined && !body.awaited)
  }
}

/** 0 is none: a caller may wait for less than the config says, not for more. */
function shorter(a: number, b: number): number {
  return a === 0 || b === 0 ? a + b : Math.min(a, b)
}

function unwanted({ body, tunnel }: UpstreamAnswer, code: UpstreamFailure['code'], cause: unknown): UpstreamFailure {
  if (isFlow(body)) body.cancel(cause)
  tunnel?.down.cancel(cause)
  return { kind: 'failed', code, delivered: 'maybe', cause }
}

function isFlow(body: UpstreamAnswer['body']): body is Exclude<UpstreamAnswer['body'], Uint8Array | undefined> {
  return body !== undefined && !(body instanceof Uint8Array)
}

import { type ErrorCode, GatewayError, goneError } from '../errors.ts'
import type { Admitted, Answer } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import type { UpstreamAnswer, UpstreamFailure, UpstreamOutcome, UpstreamRequest } from '../runtime.ts'
import { Cancel } from '../web/cancel.ts'
import type { Deadline } from '../web/deadlines.ts'
import type { Outcome } from './outcome.ts'
import type { Target } from './target.ts'
import { timedFlow } from './timed-flow.ts'
import { underDoor } from './under-door.ts'

/** The life line and the clocks of one attempt: it ends with the exchange, or by a timeout of its own. */
export class Life {
  readonly #exchange: Admitted
  readonly #kit: Kit
  readonly #target: Target
  readonly #cancel = new Cancel()
  readonly #release: () => void
  readonly #total: Deadline | undefined
  /** ms to the head of the answer. */
  readonly #patience: number
  #firstByte: Deadline | undefined
  #timeout: ErrorCode | undefined

  constructor(exchange: Admitted, target: Target, kit: Kit) {
    this.#exchange = exchange
    this.#kit = kit
    this.#target = target
    this.#release = exchange.cancel.listen((reason) => this.#cancel.pull(reason))
    const { total, firstByte } = target.timeouts
    this.#patience = shorter(firstByte, exchange.spoken?.patience ?? 0)
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
    return this.#kit.runtime.send(request, this.#cancel)
  }

  /** The head is there, or will not come. An answer that comes after the line was pulled comes too late. */
  judge(outcome: UpstreamOutcome): UpstreamOutcome {
    this.#firstByte?.clear()
    if (outcome.kind === 'failed') return outcome
    if (this.#cancel.pulled) return unwanted(outcome, 'client_gone', this.#cancel.reason)
    // RFC 9110 15: other numbers are no status codes, and Fetch can't say them.
    const valid = outcome.status >= 200 && outcome.status <= 599
    return valid ? outcome : unwanted(outcome, 'upstream_malformed', new Error(`status ${outcome.status}`))
  }

  answer({ status, reason, headers: lines, body }: UpstreamAnswer): Answer {
    const headers = underDoor(lines, this.#exchange, this.#target, this.#kit)
    const head = { status, reason, headers, rules: this.#target.answer, from: 'upstream' } as const
    if (!isFlow(body)) {
      this.#end()
      return { ...head, body }
    }
    const flow = timedFlow(body, {
      idle: this.#target.timeouts.idle,
      deadlines: this.#kit.state.deadlines,
      cancel: this.#cancel,
      done: () => this.#end(),
    })
    return { ...head, body: flow }
  }

  /** Throws where the reason is Strait's own or the client's: another target would not help. */
  failed(outcome: UpstreamFailure): Outcome & { kind: 'failed' } {
    this.#end()
    const { code, delivered, cause } = outcome
    const { cancel, body } = this.#exchange
    if (cancel.pulled) throw goneError(cancel.reason)
    if (this.#timeout !== undefined) return { kind: 'failed', code: this.#timeout, delivered, cause }
    // The upload broke because the client's body did: too large, too slow, cut short.
    if (body.failure !== undefined) throw body.failure
    return { kind: 'failed', code, delivered, cause }
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

  #end(): void {
    this.#release()
    this.#total?.clear()
  }
}

/** 0 is none: a caller may wait for less than the config says, not for more. */
function shorter(a: number, b: number): number {
  return a === 0 || b === 0 ? a + b : Math.min(a, b)
}

function unwanted({ body }: UpstreamAnswer, code: UpstreamFailure['code'], cause: unknown): UpstreamFailure {
  if (isFlow(body)) body.cancel(cause)
  return { kind: 'failed', code, delivered: 'maybe', cause }
}

function isFlow(body: UpstreamAnswer['body']): body is Exclude<UpstreamAnswer['body'], Uint8Array | undefined> {
  return body !== undefined && !(body instanceof Uint8Array)
}

import { BodyFlow, type FlowSource } from './body-flow.ts'
import type { WireErrorCode, WireErrorOptions } from './errors.ts'
import { WireError } from './errors.ts'
import type { WireCancel, WireOutcome, WireRequest, WireStream } from './exchange.ts'
import type { ResponseHead } from './response-head.ts'
import type { TunnelUp } from './tunnel-up.ts'
import { UploadSource } from './upload-source.ts'

/** Who has the job in hand, and must let go of it when it is called off. */
export interface Holder {
  callOff(job: Job): void
}

/** One request on its way: first in a queue or behind a dial, then on a connection; settled exactly once. */
export class Job {
  readonly request: WireRequest
  /** Head, and a small body behind it; none when they are written, since the answer may last for hours. */
  #bytes: Uint8Array
  /** The rest of a body that is here as bytes. */
  readonly rest: Uint8Array | undefined
  /** A byte of it was written to a connection. */
  written = false
  holder: Holder | undefined
  readonly #cancel: WireCancel
  readonly #release: () => void
  #resolve: ((outcome: WireOutcome) => void) | undefined
  #head: ResponseHead | undefined
  #flow: BodyFlow | undefined
  /** The other way of a tunnel. */
  #up: TunnelUp | undefined
  /** A body that is pulled. */
  #source: UploadSource | undefined
  /** Why it was called off. */
  #reason: unknown

  constructor(
    request: WireRequest,
    pieces: { bytes: Uint8Array; rest: Uint8Array | undefined },
    cancel: WireCancel,
    resolve: (outcome: WireOutcome) => void,
  ) {
    this.request = request
    this.#bytes = pieces.bytes
    this.rest = pieces.rest
    this.#cancel = cancel
    this.#resolve = resolve
    this.#release = cancel.listen((reason) => this.callOff(reason))
  }

  /** Begins to pull a body, once. Throws what the chunks throw when they are asked for. */
  openBody(body: WireStream): UploadSource {
    this.#source ??= new UploadSource(body)
    return this.#source
  }

  /** Takes head and small body to write them, once. */
  takeBytes(): Uint8Array {
    const bytes = this.#bytes
    this.#bytes = NOTHING
    return bytes
  }

  /** Nobody waits for the head any more. */
  get settled(): boolean {
    return this.#resolve === undefined
  }

  get head(): ResponseHead | undefined {
    return this.#head
  }

  begin(head: ResponseHead, source: FlowSource, up: TunnelUp | undefined): void {
    this.#head = head
    this.#up = up
    this.#flow = new BodyFlow(source)
  }

  push(chunk: Uint8Array): void {
    this.#flow?.push(chunk)
  }

  finish(trailers: readonly string[]): void {
    this.#release()
    this.#flow?.finish(trailers)
  }

  /** What one read brought has been read: a body that came whole with its head goes on as bytes. */
  answer(): void {
    const head = this.#head
    const flow = this.#flow
    if (this.#resolve === undefined || head === undefined || flow === undefined) return
    const { status, reason, headers, framing } = head
    if (this.#up !== undefined) {
      const tunnel = { down: flow, up: this.#up }
      this.#settle({ kind: 'answer', status, reason, headers, body: undefined, tunnel })
      return
    }
    const whole = flow.takeWhole()
    const bodyless = framing.kind === 'none' && !hasEmptyBody(this.request.method, status)
    this.#settle({ kind: 'answer', status, reason, headers, body: bodyless ? undefined : (whole ?? flow) })
  }

  fail(code: WireErrorCode, options: WireErrorOptions = {}): void {
    this.#release()
    this.#source?.stop()
    const error = new WireError(code, options)
    // The head may not have been handed on yet: then the answer never was one.
    if (this.#resolve === undefined) this.#flow?.fail(error)
    else this.#settle({ kind: 'failed', error, delivered: this.written ? 'maybe' : 'no' })
  }

  callOff(reason: unknown): void {
    const { holder } = this
    this.#reason = reason
    holder?.callOff(this)
    this.fail('aborted', { cause: this.#reason })
  }

  get calledOff(): boolean {
    return this.#cancel.pulled
  }

  #settle(outcome: WireOutcome): void {
    const resolve = this.#resolve
    this.#resolve = undefined
    resolve?.(outcome)
  }
}

const NOTHING = new Uint8Array(0)

/** `content-length: 0`: a body, of no bytes. */
function hasEmptyBody(method: string, status: number): boolean {
  return method !== 'HEAD' && status !== 204 && status !== 304
}

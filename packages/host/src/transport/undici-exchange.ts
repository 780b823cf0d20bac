import { type Cancel, CutError, concat, soon, type UpstreamOutcome, type UpstreamRequest } from '@strait/core'
import type { Dispatcher } from 'undici-real'
import { failureCode } from './failure.ts'
import { UndiciFlow } from './undici-flow.ts'

type Controller = Dispatcher.DispatchController

/** One request on undici: its callbacks become an outcome, then a flow. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: UpstreamRequest
  readonly #cancel: Cancel
  #resolve: ((outcome: UpstreamOutcome) => void) | undefined
  readonly #release: () => void
  #controller: Controller | undefined
  #flow: UndiciFlow | undefined

  constructor(request: UpstreamRequest, cancel: Cancel, resolve: (outcome: UpstreamOutcome) => void) {
    this.#request = request
    this.#cancel = cancel
    this.#resolve = resolve
    this.#release = cancel.listen((reason) => this.#abandon(reason))
  }

  /** It never reached a connection. */
  refuse(cause: unknown): void {
    this.#settle({ kind: 'failed', code: failureCode(cause, false), delivered: 'no', cause })
  }

  /** The request's body on its way up. */
  async *upload(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      yield chunk
      this.#request.onProgress?.()
    }
    this.#request.onProgress?.()
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller
    if (this.#cancel.pulled) controller.abort(asError(this.#cancel.reason))
  }

  onResponseStart(controller: Controller, status: number, _headers: unknown, reason?: string): void {
    const headers = rawPairs(controller.rawHeaders)
    if (status < 200) {
      this.#request.onInterim?.(status, headers)
      return
    }
    const flow = new UndiciFlow(controller, this.#release)
    this.#flow = flow
    const bodyless = this.#request.method === 'HEAD' || status === 204 || status === 304
    // undici parses what one read brought in one go: what has come by the end of this turn came with the head.
    soon(() => {
      const whole = flow.takeWhole()
      const body = bodyless && whole !== undefined ? undefined : whole === undefined ? flow : concat(whole)
      this.#settle({ kind: 'answer', status, reason: reason ?? '', headers, body }, body !== flow)
    })
  }

  onResponseData(_controller: Controller, chunk: Uint8Array): void {
    // `resume()` may deliver empty chunks; pausing on one would never end.
    if (chunk.length > 0) this.#flow?.push(chunk)
  }

  onResponseEnd(controller: Controller): void {
    this.#flow?.finish(rawPairs(controller.rawTrailers))
  }

  onResponseError(_controller: Controller, error: Error): void {
    if (this.#flow !== undefined) {
      this.#flow.break(new CutError('cut in body', { cause: error }))
      return
    }
    const started = this.#controller !== undefined
    const code = failureCode(error, started)
    this.#settle({ kind: 'failed', code, delivered: started ? 'maybe' : 'no', cause: error })
  }

  #settle(outcome: UpstreamOutcome, over = true): void {
    const resolve = this.#resolve
    if (resolve === undefined) return
    this.#resolve = undefined
    if (over) this.#release()
    resolve(outcome)
  }

  #abandon(reason: unknown): void {
    const started = this.#controller !== undefined
    this.#settle({ kind: 'failed', code: 'client_gone', delivered: started ? 'maybe' : 'no', cause: reason }, false)
    this.#controller?.abort(asError(reason))
  }
}

/** undici gives header lines as buffers, one byte per char. */
function rawPairs(raw: unknown): string[] {
  if (!Array.isArray(raw)) return []
  const flat = new Array<string>(raw.length)
  for (let i = 0; i < raw.length; i++) flat[i] = typeof raw[i] === 'string' ? raw[i] : raw[i].toString('latin1')
  return flat
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('cancelled')
}

import type { Cancel, UpstreamFailure, UpstreamOutcome, UpstreamRequest } from '@strait/core'
import { fetchHead } from './fetch-answer.ts'
import { fetchFailure, sayingOf } from './fetch-failure.ts'
import { type FetchPlatform, fetchPlatform } from './fetch-platform.ts'
import { type FetchRequest, fetchRequest } from './fetch-request.ts'
import { StreamFlow } from './stream-flow.ts'
import type { Transport } from './wire.ts'

type Sendable = Extract<FetchRequest, { kind: 'ok' }>

/** The platform's own `fetch`, for places without sockets. What it can't do is refused, or stands in `docs/runtimes.md`. */
export function createFetchTransport(platform: FetchPlatform = fetchPlatform()): Transport {
  const underWay = new Set<AbortController>()
  return {
    async send(request, cancel, proxy) {
      if (cancel.pulled) return failed('client_gone', 'no', cancel.reason)
      if (proxy !== undefined) return failed('proxy_unreachable', 'no', new Error('fetch goes by no proxy of ours'))
      const made = fetchRequest(request, platform)
      if (made.kind === 'refused') return failed(made.code, 'no', new Error(made.detail))
      const exchange = new FetchExchange(made, cancel, underWay)
      return exchange.run(request, platform)
    },
    async close() {
      for (const controller of underWay) controller.abort(new Error('the transport is closed'))
    },
  }
}

class FetchExchange {
  readonly #made: Sendable
  readonly #cancel: Cancel
  readonly #controller = new AbortController()
  readonly #underWay: Set<AbortController>
  readonly #release: () => void

  constructor(made: Sendable, cancel: Cancel, underWay: Set<AbortController>) {
    this.#made = made
    this.#cancel = cancel
    this.#underWay = underWay
    underWay.add(this.#controller)
    this.#release = cancel.listen((reason) => this.#controller.abort(reason))
  }

  async run(request: UpstreamRequest, platform: FetchPlatform): Promise<UpstreamOutcome> {
    const { url, init } = this.#made
    try {
      const response = await fetch(url, { ...init, signal: this.#controller.signal })
      return this.#answer(response, request, platform)
    } catch (error) {
      this.#over(false)
      if (this.#cancel.pulled) return failed('client_gone', 'maybe', this.#cancel.reason)
      return fetchFailure(error, url)
    }
  }

  #answer(response: Response, { maxHead }: UpstreamRequest, platform: FetchPlatform): UpstreamOutcome {
    const { status, statusText: reason, body } = response
    const head = fetchHead(response, maxHead, platform)
    if (head.kind === 'wrong') {
      this.#over(false)
      return failed(head.code, 'maybe', new Error(head.detail))
    }
    const { headers, length } = head
    if (body === null) {
      this.#over(true)
      return { kind: 'answer', status, reason, headers, body: undefined }
    }
    const tell = (error: unknown) => sayingOf(error, this.#made.url)
    const flow = new StreamFlow(body, { length, tell, over: (whole) => this.#over(whole) })
    return { kind: 'answer', status, reason, headers, body: flow }
  }

  /** An answer that is whole before the request is ends both: nobody waits for the rest. */
  #over(whole: boolean): void {
    const { upload } = this.#made
    this.#release()
    this.#underWay.delete(this.#controller)
    if (!whole || upload?.done === false) this.#controller.abort(new Error('the exchange is over'))
    upload?.stop()
  }
}

function failed(code: UpstreamFailure['code'], delivered: UpstreamFailure['delivered'], cause: unknown) {
  return { kind: 'failed', code, delivered, cause } as const
}

import {
  Cancel,
  createGateway,
  Fields,
  type Gateway,
  State,
  type UpstreamOutcome,
  type UpstreamRequest,
  utf8,
} from '@strait/core'
import { answer, fakeRuntime } from '../../../core/test/harness.ts'
import { formatProblems } from '../format.ts'
import { loadForTest } from '../load-for-test.ts'
import { compilePlan } from './compile-plan.ts'

export const PROVIDERS = `
providers:
  a: { type: openai, url: "http://a/v1", key: key-a }
  b: { type: openai, url: "http://b/v1", key: key-b }
  c: { type: openai, url: "http://c/v1" }
`

/** Those three, and one route to what is said. */
export function routed(to: string): string {
  return `${PROVIDERS}\nroutes: [{ path: /r/*, to: ${to} }]`
}

export const FALLBACK = '{ strategy: fallback, targets: [{ provider: a }, { provider: b }] }'

/** What an upstream does with a request: by its host name, and how often it was asked before. */
export type Does = (request: UpstreamRequest, times: number) => UpstreamOutcome | Promise<UpstreamOutcome>

export interface Got {
  readonly status: number
  readonly body: string
  readonly error: string | undefined
  readonly headers: Fields
  /** Hosts in the order in which they were asked. */
  readonly asked: readonly string[]
  readonly requests: readonly UpstreamRequest[]
}

/** A config whose upstreams are functions. Time goes by as fast as it can: waits are told, not waited for. */
export class Trees {
  readonly gateway: Gateway
  readonly #requests: UpstreamRequest[] = []

  private constructor(gateway: (send: Does) => Gateway, does: Readonly<Record<string, Does>>) {
    const times = new Map<string, number>()
    this.gateway = gateway((request) => {
      this.#requests.push(request)
      const { host } = request.origin
      const before = times.get(host) ?? 0
      times.set(host, before + 1)
      return (does[host] ?? says(200, host))(request, before)
    })
  }

  static async of(
    config: string,
    does: Readonly<Record<string, Does>> = {},
    over: Parameters<typeof fakeRuntime>[1] = {},
  ): Promise<Trees> {
    const loaded = await loadForTest(config)
    if (loaded.kind === 'invalid') throw new Error(formatProblems(loaded.problems))
    const options = { version: '0', loopback: true, observers: [], tracer: undefined, wire: undefined }
    const { plan } = await compilePlan({ config: loaded.config, ...options })
    return new Trees((send) => {
      const runtime = fakeRuntime((request) => send(request, 0), over)
      return createGateway(plan, runtime, new State(runtime.clock))
    }, does)
  }

  async ask(
    target: string,
    body: string | AsyncIterable<Uint8Array> | undefined = '{"model":"m"}',
    {
      headers = [],
      method = 'POST',
      cancel = new Cancel(),
    }: { headers?: readonly string[]; method?: string; cancel?: Cancel } = {},
  ): Promise<Got> {
    const bytes = typeof body === 'string' ? utf8(body) : body
    const framing =
      bytes === undefined
        ? []
        : bytes instanceof Uint8Array
          ? ['content-length', String(bytes.length)]
          : ['transfer-encoding', 'chunked']
    const before = this.#requests.length
    const reply = await this.gateway.handle({
      kind: 'http',
      method,
      target,
      scheme: 'http',
      httpVersion: '1.1',
      fields: new Fields(['host', 'localhost:8787', 'content-type', 'application/json', ...framing, ...headers]),
      body: bytes,
      peer: '127.0.0.1',
      cancel,
    })
    const fields = new Fields(reply.headers)
    const requests = this.#requests.slice(before)
    return {
      status: reply.status,
      body: reply.body instanceof Uint8Array ? new TextDecoder().decode(reply.body) : '',
      error: fields.get('x-strait-error'),
      headers: fields,
      asked: requests.map(({ origin }) => origin.host),
      requests,
    }
  }
}

export function says(status: number, body = '{}', headers: readonly string[] = []): Does {
  return () => answer(body, { status, headers: ['content-type', 'application/json', ...headers] })
}

export function fails(code: (UpstreamOutcome & { kind: 'failed' })['code'], delivered: 'no' | 'maybe'): Does {
  return () => ({ kind: 'failed', code, delivered, cause: undefined })
}

/** One after the other; the last for all that follow. */
export function inTurn(...all: readonly Does[]): Does {
  return (request, times) => (all[Math.min(times, all.length - 1)] as Does)(request, times)
}

export async function sentBody({ body }: UpstreamRequest): Promise<string> {
  if (body.kind === 'bytes') return new TextDecoder().decode(body.bytes)
  let text = ''
  if (body.kind === 'stream')
    for await (const chunk of body.chunks) text += new TextDecoder().decode(chunk, { stream: true })
  return text
}

/** What went along as bearer. */
export function keyOf(request: { readonly headers: readonly string[] } | undefined): string | undefined {
  return request?.headers.find((line) => line.startsWith('Bearer '))?.slice(7)
}

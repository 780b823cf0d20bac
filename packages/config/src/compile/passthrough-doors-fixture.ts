import { Cancel, createGateway, Fields, type Gateway, State, type UpstreamRequest, utf8 } from '@strait/core'
import { answer, fakeRuntime } from '../../../core/test/harness.ts'
import { loadForTest } from '../load-for-test.ts'
import { compilePlan } from './compile-plan.ts'

export interface Sent {
  /** METHOD and target. */
  readonly request: string
  /** `name: value` each; `host: gateway.test` where there is none. */
  readonly headers?: readonly string[]
  readonly body?: string
  readonly scheme?: 'http' | 'https'
  readonly peer?: string
}

export interface Went {
  /** METHOD and URL, or status and code of a refusal. */
  readonly to: string
  readonly headers: readonly string[]
  readonly body: string
  /** What the client got. */
  readonly status: number
  readonly answer: readonly string[]
  readonly says: string
}

/** A config at work: its requests go nowhere, and what would have gone is told. */
export class Doors {
  readonly #gateway: Gateway
  #went: UpstreamRequest[] = []
  #answer: readonly string[] = []

  private constructor(gateway: (send: (request: UpstreamRequest) => ReturnType<typeof answer>) => Gateway) {
    this.#gateway = gateway((request) => {
      this.#went.push(request)
      return answer('{}', { headers: [...this.#answer] })
    })
  }

  static async of(text: string): Promise<Doors> {
    const loaded = await loadForTest(text)
    if (loaded.kind === 'invalid') throw new Error(JSON.stringify(loaded.problems))
    const { plan } = await compilePlan({
      config: loaded.config,
      version: '0',
      loopback: true,
      observers: [],
      tracer: undefined,
      wire: undefined,
    })
    return new Doors((send) => {
      const runtime = fakeRuntime(send)
      return createGateway(plan, runtime, new State(runtime.clock))
    })
  }

  /** Headers of every answer from now on, flat. */
  answers(headers: readonly string[]): void {
    this.#answer = headers
  }

  async send({ request, headers = [], body, scheme = 'http', peer = '127.0.0.1' }: Sent): Promise<Went> {
    const [method = '', target = ''] = request.split(' ')
    const bytes = body === undefined ? undefined : utf8(body)
    const lines = headers.flatMap((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)])
    const host = headers.some((line) => line.startsWith('host:')) ? [] : ['host', 'localhost:8787']
    const length = bytes === undefined ? [] : ['content-length', String(bytes.length)]
    this.#went = []
    const reply = await this.#gateway.handle({
      kind: 'http',
      method,
      target,
      scheme,
      httpVersion: '1.1',
      fields: new Fields([...host, ...lines, ...length]),
      body: bytes,
      peer,
      cancel: new Cancel(),
    })
    const [went, another] = this.#went
    if (another !== undefined) throw new Error('sent twice')
    const { headers: flat, status } = reply
    const code = flat[flat.indexOf('x-strait-error') + 1]
    return {
      to: went === undefined ? `${status} ${code}` : `${went.method} ${went.origin.origin}${went.target}`,
      headers: linesOf(went?.headers ?? []),
      body: went?.body.kind === 'bytes' ? new TextDecoder().decode(went.body.bytes) : '',
      status,
      answer: linesOf(flat),
      says: reply.body instanceof Uint8Array ? new TextDecoder().decode(reply.body) : '',
    }
  }
}

function linesOf(flat: readonly string[]): string[] {
  return flat.flatMap((part, i) => (i % 2 === 0 ? [`${part}: ${flat[i + 1]}`] : []))
}

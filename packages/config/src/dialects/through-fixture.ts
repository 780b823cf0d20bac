import { createGateway, type UpstreamOutcome, type UpstreamRequest, utf8 } from '@strait/core'
import { answer, arrival, fakeRuntime } from '../../../core/test/harness.ts'
import { compilePlan } from '../compile/index.ts'
import type { Loaded } from '../load.ts'
import { ok } from './loaded-fixture.ts'

export interface Sent {
  readonly method?: string
  readonly target: string
  readonly headers?: readonly string[]
  readonly body?: string | Uint8Array
  readonly listener?: string
  /** What upstreams say, one request after the other. Default: 200 and `{}`. */
  readonly upstream?: (request: UpstreamRequest, turn: number) => UpstreamOutcome
}

export interface Seen {
  readonly status: number
  readonly code: string | undefined
  readonly text: string
  /** What reached the upstream last, where something did. */
  readonly request: UpstreamRequest | undefined
  /** All that reached upstreams, in order. */
  readonly requests: readonly UpstreamRequest[]
}

/** One request through a gateway made of a file, and what its upstreams would have received. */
export async function through(file: Loaded, sent: Sent): Promise<Seen> {
  const { config } = ok(file)
  const options = { config, version: '0', loopback: true, observers: [], tracer: undefined, wire: undefined }
  const { plan } = await compilePlan(options)
  const requests: UpstreamRequest[] = []
  const runtime = fakeRuntime((request) => {
    requests.push(request)
    return sent.upstream?.(request, requests.length - 1) ?? answer('{}')
  })
  const { method = sent.body === undefined ? 'GET' : 'POST', target, headers = [], listener } = sent
  const body = typeof sent.body === 'string' ? utf8(sent.body) : sent.body
  const framing = body === undefined ? [] : ['content-length', String(body.length)]
  // Only the doors that the file's listeners show.
  const [first] = config.listen ?? []
  const doors = first?.doors === undefined ? undefined : new Set(first.doors)
  const incoming = arrival({ method, target, headers: [...headers, ...framing], body, doors, listener })
  const reply = await createGateway(plan, runtime).handle(incoming)
  const at = reply.headers.indexOf('x-strait-error')
  const answered = reply.body instanceof Uint8Array ? new TextDecoder().decode(reply.body) : ''
  const code = at < 0 ? undefined : reply.headers[at + 1]
  return { status: reply.status, code, text: answered, request: requests.at(-1), requests }
}

export function url({ request }: Pick<Seen, 'request'>): string | undefined {
  return request && request.origin.origin + request.target
}

/** What became of a request: the address it went to, or the refusal. */
export function fate(seen: Seen): string {
  return url(seen) ?? `${seen.status} ${seen.code ?? ''}`.trim()
}

export function header({ request }: Pick<Seen, 'request'>, name: string): string | undefined {
  const flat = request?.headers ?? []
  const i = flat.findIndex((each, at) => at % 2 === 0 && each.toLowerCase() === name)
  return i < 0 ? undefined : flat[i + 1]
}

export function headersOf({ request }: Pick<Seen, 'request'>): string[] {
  const flat = request?.headers ?? []
  return flat.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${flat[i + 1]}`] : []))
}

/** The bytes that reached the upstream. */
export async function bodyOf({ request }: Pick<Seen, 'request'>): Promise<Uint8Array> {
  const body = request?.body
  if (body?.kind === 'bytes') return body.bytes
  const parts: Uint8Array[] = []
  if (body?.kind === 'stream') for await (const chunk of body.chunks) parts.push(chunk.slice())
  return new Uint8Array(parts.flatMap((part) => [...part]))
}

export const JSON_TYPE = ['content-type', 'application/json'] as const

import { createGateway, type UpstreamRequest } from '@strait/core'
import { answer, arrival, fakeRuntime } from '../../../../core/test/harness.ts'
import { compilePlan } from '../../compile/index.ts'
import { loaded, ok } from './loaded-fixture.ts'

export interface Seen {
  readonly status: number
  readonly code: string | undefined
  readonly request: UpstreamRequest | undefined
}

/** One request through a gateway made of the file, and what its upstream would have received. */
export async function through(
  text: string,
  method: string,
  target: string,
  headers: readonly string[] = [],
): Promise<Seen> {
  const { config } = ok(loaded(text))
  const { plan } = await compilePlan({
    config,
    version: '0',
    loopback: true,
    observers: [],
    tracer: undefined,
    wire: undefined,
  })
  let request: UpstreamRequest | undefined
  const runtime = fakeRuntime((sent) => {
    request = sent
    return answer('{}')
  })
  const reply = await createGateway(plan, runtime).handle(arrival({ method, target, headers }))
  const at = reply.headers.indexOf('x-strait-error')
  return { status: reply.status, code: at < 0 ? undefined : reply.headers[at + 1], request }
}

export const KEY = ['authorization', 'Bearer sk-1234']

export function url({ request }: Seen): string | undefined {
  return request && request.origin.origin + request.target
}

export function headersOf({ request }: Seen): string[] {
  const flat = request?.headers ?? []
  return flat.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${flat[i + 1]}`] : []))
}

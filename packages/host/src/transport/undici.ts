import type { Cancel, UpstreamOutcome, UpstreamRequest } from '@strait/core'
import type { Dispatcher } from 'undici-real'
import { Agents } from './agents.ts'
import { Exchange } from './undici-exchange.ts'

export interface Transport {
  send(request: UpstreamRequest, cancel: Cancel): Promise<UpstreamOutcome>
  close(): Promise<void>
}

/**
 * The client of all three runtimes: undici's dispatcher, the level below its `request` and `fetch`. Raw target,
 * raw header lines, no decoding, no redirect, no retry: one request is sent once. (`undici-real` is undici under
 * another name: under Bun the plain name gives a built-in stand-in that goes through `fetch`.)
 */
export function createTransport(): Transport {
  const agents = new Agents()
  return {
    send(request, cancel) {
      return new Promise((resolve) => {
        const exchange = new Exchange(request, cancel, resolve)
        if (cancel.pulled) return exchange.refuse(cancel.reason)
        try {
          agents.for(request).dispatch(options(request, exchange), exchange)
        } catch (error) {
          exchange.refuse(error)
        }
      })
    },
    close: () => agents.close(),
  }
}

function options(request: UpstreamRequest, exchange: Exchange): Dispatcher.DispatchOptions {
  const { body, origin } = request
  const headers = ['host', origin.hostHeader, ...request.headers]
  const common = { origin: origin.origin, path: request.target, method: request.method as Dispatcher.HttpMethod }
  switch (body.kind) {
    case 'none':
      return { ...common, headers, body: null }
    case 'empty':
      headers.push('content-length', '0')
      return { ...common, headers, body: null }
    case 'bytes':
      headers.push('content-length', String(body.bytes.length))
      return { ...common, headers, body: body.bytes }
    case 'stream':
      if (body.length !== undefined) headers.push('content-length', String(body.length))
      // undici takes any async iterable; its types name only Node's own.
      return { ...common, headers, body: exchange.upload(body.chunks) as unknown as Uint8Array }
    default:
      return body satisfies never
  }
}

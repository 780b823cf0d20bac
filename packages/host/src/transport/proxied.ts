import type { ProxyAddress } from '@strait/config'
import type { Cancel, UpstreamFailureCode, UpstreamOutcome } from '@strait/core'
import { type Client, createClient, type Dial, type Timers, type WireErrorCode, type WireRequest } from '@strait/wire'
import { lazyDial } from '../dial/lazy-dial.ts'
import { absoluteForm } from '../proxy/absolute-form.ts'
import { ProxyError, type ProxyTrouble } from '../proxy/proxy-error.ts'
import { outcomeOf } from './outcome-of.ts'

export interface Proxied {
  send(request: WireRequest, cancel: Cancel, proxy: ProxyAddress): Promise<UpstreamOutcome>
  close(): void
}

/** The connections that one proxy holds for us. */
interface Way {
  /** To providers, through it. */
  readonly tunnels: Client
  /** To itself, for the absolute form. */
  readonly forward: Client
}

/**
 * Calls by proxies. Connections belong to the proxy as one config names it: after a reload it is another, with
 * connections of its own, and what is under way on the old ones ends there.
 */
export function createProxied(dial: Dial, timers: Timers): Proxied {
  const ways = new Map<ProxyAddress, Way>()

  function wayBy(proxy: ProxyAddress): Way {
    const known = ways.get(proxy)
    if (known !== undefined) return known
    for (const [left, way] of ways) if (isEmpty(way)) ways.delete(left)
    const tunnelled = lazyDial(async () => (await import('../proxy/tunnel-dial.ts')).tunnelDial(proxy))
    const way = { tunnels: createClient({ dial: tunnelled, timers }), forward: createClient({ dial, timers }) }
    ways.set(proxy, way)
    return way
  }

  return {
    async send(request, cancel, proxy) {
      const { tunnels, forward } = wayBy(proxy)
      // Only a tunnel can be told the address that was checked, and carry what is no HTTP (RFC 6455 4.1).
      const tunnelled = request.addresses !== undefined || request.upgrade !== undefined
      if (request.origin.scheme === 'https' || tunnelled) {
        return tunnelFailure(outcomeOf(await tunnels.send(request, cancel)))
      }
      const outcome = await forward.send(absoluteForm(request, proxy), cancel)
      if (outcome.kind === 'failed' && UNREACHED.has(outcome.error.code)) {
        return { ...outcomeOf(outcome), code: 'proxy_unreachable' }
      }
      return refusedByProxy(outcomeOf(outcome))
    },
    close() {
      for (const { tunnels, forward } of ways.values()) {
        tunnels.close()
        forward.close()
      }
      ways.clear()
    },
  }
}

function isEmpty({ tunnels, forward }: Way): boolean {
  return [tunnels, forward].every(({ counts }) => counts.open === 0 && counts.waiting === 0)
}

const CODES: Readonly<Record<ProxyTrouble, UpstreamFailureCode>> = {
  unreachable: 'proxy_unreachable',
  unauthorized: 'proxy_unauthorized',
  refused: 'proxy_refused',
  broken: 'proxy_broken',
}

function tunnelFailure(outcome: UpstreamOutcome): UpstreamOutcome {
  if (outcome.kind === 'answer' || !(outcome.cause instanceof Error)) return outcome
  const { cause } = outcome.cause
  return cause instanceof ProxyError ? { ...outcome, code: CODES[cause.trouble], cause } : outcome
}

/** In the absolute form the connection is to the proxy: where none came about, it was the proxy's. */
const UNREACHED: ReadonlySet<WireErrorCode> = new Set(['refused', 'unreachable', 'unresolved', 'tls', 'tls_timeout'])

/** 407 is a proxy's word (RFC 9110 15.5.8) and for us: the client knows of no proxy. Who really said it is unknown. */
function refusedByProxy(outcome: UpstreamOutcome): UpstreamOutcome {
  if (outcome.kind === 'failed' || outcome.status !== 407) return outcome
  const cause = new ProxyError('unauthorized', 'status 407')
  if (outcome.body !== undefined && !(outcome.body instanceof Uint8Array)) outcome.body.cancel(cause)
  return { kind: 'failed', code: 'proxy_unauthorized', delivered: 'maybe', cause }
}

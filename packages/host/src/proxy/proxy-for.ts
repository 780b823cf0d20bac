import type { EgressProxy, NoProxyEntry, ProxyAddress } from '@strait/config'
import { isLoopbackHost, type Origin } from '@strait/core'
import { excepts } from './excepts.ts'

/** The proxy by which to call an origin; undefined: directly. */
export type ProxyFor = (origin: Pick<Origin, 'scheme' | 'host' | 'port'>) => ProxyAddress | undefined

/** Undefined where nothing goes through a proxy. */
export function compileProxyFor({
  http,
  https,
  noProxy,
}: Omit<EgressProxy & { kind: 'given' }, 'kind'>): ProxyFor | undefined {
  if (http === undefined && https === undefined) return undefined
  return (origin) => {
    const proxy = origin.scheme === 'https' ? https : http
    return proxy === undefined || isLoopback(origin.host) || excepted(noProxy, origin) ? undefined : proxy
  }
}

/** To a proxy elsewhere, this machine's own name would mean itself. */
function isLoopback(name: string): boolean {
  return isLoopbackHost({ name, port: undefined })
}

function excepted(noProxy: readonly NoProxyEntry[], { host, port }: Pick<Origin, 'host' | 'port'>): boolean {
  return noProxy.some((entry) => excepts(entry, host, port))
}

import type { Config } from '@strait/config'
import type { Origin } from '@strait/core'
import type { Environment } from '../config-source.ts'
import { proxiesFromEnvironment } from './from-environment.ts'
import { compileProxyFor, type ProxyFor } from './proxy-for.ts'

export interface EgressProxies {
  readonly proxyFor: ProxyFor | undefined
  /** For the egress guard: the absolute form gives the proxy a name, and CONNECT can give it an address. */
  readonly resolvedElsewhere: ((origin: Origin) => boolean) | undefined
  /** Variables of the environment that took effect. */
  readonly used: readonly string[]
  readonly warnings: readonly string[]
}

/** The proxies of a config. The environment counts only where the config says so. */
export function egressProxies({ egress }: Config, env: Environment): EgressProxies {
  const { proxy } = egress
  if (proxy === undefined) return NONE
  const given = proxy.kind === 'given' ? { ...proxy, used: [], warnings: [] } : proxiesFromEnvironment(env)
  const proxyFor = compileProxyFor(given)
  if (proxyFor === undefined) return { ...NONE, warnings: given.warnings }
  return {
    proxyFor,
    resolvedElsewhere: (origin) => origin.scheme === 'http' && proxyFor(origin) !== undefined,
    used: given.used,
    warnings: given.warnings,
  }
}

const NONE: EgressProxies = { proxyFor: undefined, resolvedElsewhere: undefined, used: [], warnings: [] }

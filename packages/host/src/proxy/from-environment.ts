import { type NoProxyEntry, PROXY_URL, type ProxyAddress, readNoProxyEntry, readProxyUrl } from '@strait/config'
import { hostForUrl } from '../http/host-for-url.ts'
import { StartError } from '../start-error.ts'

export interface FromEnvironment {
  readonly http: ProxyAddress | undefined
  readonly https: ProxyAddress | undefined
  readonly noProxy: readonly NoProxyEntry[]
  /** `NAME=value` of each variable that took effect, without user and password. */
  readonly used: readonly string[]
  readonly warnings: readonly string[]
}

interface Found {
  readonly name: string
  readonly text: string
}

/** What the variables say that curl, Go, Python and others read too. Throws a StartError on a proxy that is none. */
export function proxiesFromEnvironment(env: (name: string) => string | undefined): FromEnvironment {
  const used = new Set<string>()
  const warnings: string[] = []
  const proxy = (name: string) => {
    const found = lookUp(env, name) ?? lookUp(env, 'ALL_PROXY')
    if (found === undefined) return undefined
    const read = readProxy(found)
    used.add(`${found.name}=${nameOf(read)}`)
    return read
  }
  const https = proxy('HTTPS_PROXY')
  const http = proxy('HTTP_PROXY')
  if (https === undefined && http === undefined) {
    warnings.push('egress.proxy is environment, and the environment names none: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY')
    return { http, https, noProxy: [], used: [], warnings }
  }
  const exceptions = lookUp(env, 'NO_PROXY')
  if (exceptions !== undefined) used.add(`${exceptions.name}=${exceptions.text}`)
  const noProxy = exceptions === undefined ? [] : readExceptions(exceptions, warnings)
  return { http, https, noProxy, used: [...used], warnings }
}

/** Small letters first, as curl does; an empty one is not there. */
function lookUp(env: (name: string) => string | undefined, name: string): Found | undefined {
  for (const spelt of [name.toLowerCase(), name]) {
    const text = env(spelt)?.trim()
    if (text) return { name: spelt, text }
  }
  return undefined
}

/** In the environment, `proxy.internal:3128` alone is common. */
function readProxy({ name, text }: Found): ProxyAddress {
  const read = readProxyUrl(text.includes('://') ? text : `http://${text}`, `env ${name}`)
  if (read.kind === 'ok') return read.value
  const hint = read.hint === undefined ? '' : `; ${read.hint}`
  throw new StartError(
    `strait: egress.proxy is environment, and ${name} is not ${PROXY_URL}: ${read.says ?? 'wrong value'}${hint}`,
    2,
  )
}

function readExceptions({ name, text }: Found, warnings: string[]): NoProxyEntry[] {
  return text.split(/[\s,]+/).flatMap((part) => {
    if (part === '') return []
    const entry = readNoProxyEntry(part)
    if (entry === undefined)
      warnings.push(`${name} holds "${part}", which is no host, address or block: it counts for nothing`)
    return entry === undefined ? [] : [entry]
  })
}

function nameOf({ scheme, host, port }: ProxyAddress): string {
  return `${scheme}://${hostForUrl(host)}:${port}`
}

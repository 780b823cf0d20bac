import type { Fields } from '../web/fields.ts'
import { isLoopbackHost, parseHost } from '../web/host.ts'

/** Worked out once per scheme that we listen on. */
export type BrowserRules = {
  /** No access control: whoever reaches us may call. */
  readonly open: boolean
  /** The scheme the request came by, for comparing `origin` with our own. */
  readonly scheme: 'http' | 'https'
  readonly hosts: ReadonlySet<string>
  readonly hostSuffixes: readonly string[]
  readonly origins: ReadonlySet<string>
  /** The host that was let in last: nearly every request names the same one. */
  readonly last: { host: string | undefined }
}

export type BrowserRefusal = { readonly code: 'cross_origin' | 'host_not_allowed'; readonly detail: string }

export type BrowserOptions = {
  readonly open: boolean
  readonly scheme: 'http' | 'https'
  /** Names, `*.suffix`, with or without a port. */
  readonly allowHosts: readonly string[]
  /** `cors.origins`; `*` is all. Empty where CORS is off. */
  readonly origins: readonly string[]
}

export function compileBrowserRules(options: BrowserOptions): BrowserRules {
  const entries = options.allowHosts.map((entry) => entry.toLowerCase())
  return {
    open: options.open,
    scheme: options.scheme,
    hosts: new Set(entries.filter((entry) => !entry.startsWith('*.'))),
    hostSuffixes: entries.filter((entry) => entry.startsWith('*.')).map((entry) => entry.slice(1)),
    origins: new Set(options.origins.map((origin) => origin.toLowerCase())),
    last: { host: undefined },
  }
}

/**
 * Any web page can reach 127.0.0.1, so what a browser sends on a page's behalf has to prove that it may. A name that
 * somebody else's DNS points at us (rebinding) shows in Host; a page's own requests show in Origin and in
 * Sec-Fetch-Site. Sec-Fetch-Mode proves nothing: Node's fetch sends it too.
 */
export function refuseBrowser(fields: Fields, rules: BrowserRules): BrowserRefusal | undefined {
  // With access control a page has to show a key, and one that has a key may call.
  if (!rules.open) return undefined
  const host = fields.get('host')
  // Browsers always send Host; a client without one (HTTP/1.0) is none.
  if (host !== undefined && !isAllowedHost(host, rules)) return HOST_NOT_ALLOWED
  const origin = fields.get('origin')
  if (origin !== undefined) {
    if (isListedOrigin(origin, rules.origins)) return undefined
    if (host === undefined || origin.toLowerCase() !== `${rules.scheme}://${host.toLowerCase()}`) return CROSS_ORIGIN
  }
  const site = fields.get('sec-fetch-site')
  return site === 'cross-site' || site === 'same-site' ? CROSS_ORIGIN : undefined
}

const HOST_NOT_ALLOWED: BrowserRefusal = {
  code: 'host_not_allowed',
  detail: 'This gateway has no access control and answers to localhost only; add the name to allow_hosts or set keys.',
}

const CROSS_ORIGIN: BrowserRefusal = {
  code: 'cross_origin',
  detail: 'This request comes from a web page of another origin; add that origin to cors.origins to allow it.',
}

function isAllowedHost(text: string, rules: BrowserRules): boolean {
  if (text === rules.last.host) return true
  if (!judgeHost(text, rules)) return false
  rules.last.host = text
  return true
}

function judgeHost(text: string, rules: BrowserRules): boolean {
  const host = parseHost(text)
  if (host === undefined) return false
  if (isLoopbackHost(host)) return true
  if (rules.hosts.has(host.name) || rules.hosts.has(text.toLowerCase())) return true
  return rules.hostSuffixes.some((suffix) => host.name.endsWith(suffix))
}

/** `null` is what sandboxed frames and local files send; `*` does not let them in, writing `null` does. */
export function isListedOrigin(origin: string, origins: ReadonlySet<string>): boolean {
  if (origins.has(origin.toLowerCase())) return true
  return origins.has('*') && origin !== 'null'
}

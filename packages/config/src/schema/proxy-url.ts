import { parseHost, Secret, utf8 } from '@strait/core'
import { ok, type Read, wrong } from './leaf.ts'

/** A proxy between Strait and the providers. */
export interface ProxyAddress {
  readonly scheme: 'http' | 'https'
  /** Lower-case name, or address without brackets. */
  readonly host: string
  readonly port: number
  /** The value of `proxy-authorization`, where the URL held a user. */
  readonly authorization: Secret | undefined
}

/** For problems, the schema and the reference. */
export const PROXY_URL = 'the URL of a proxy, like http://proxy.internal:3128'

/** The last `@` ends user and password: a careless password may hold another. */
const SHAPE = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:(.*)@)?([^@/?#\s]+)(\/?)$/i
const PORTS = { http: 80, https: 443 } as const

/** `label` says where it came from. What it tells never holds any of the text: there may be a password in it. */
export function readProxyUrl(text: string, label: string): Read<ProxyAddress> {
  const [whole, given, userinfo, authority = ''] = SHAPE.exec(text) ?? []
  if (whole === undefined) return wrong('it is no URL of a host alone', 'a proxy has no path and no query')
  const scheme = given?.toLowerCase()
  if (scheme === undefined) return wrong('it has no scheme', 'begin it with http://')
  if (scheme !== 'http' && scheme !== 'https') return wrong('only http and https proxies can be used')
  const host = parseHost(authority)
  if (host === undefined || host.port === 0) return wrong('it names no valid host and port')
  const place = { scheme, host: host.name, port: host.port ?? PORTS[scheme] } as const
  if (userinfo === undefined) return ok({ ...place, authorization: undefined })
  const basic = basicOf(userinfo)
  return typeof basic === 'string' ? ok({ ...place, authorization: new Secret(basic, label) }) : basic
}

/** RFC 7617. The one way to say which part of a URL is the user is the first colon, before anything is decoded. */
function basicOf(userinfo: string): string | (Read<never> & { kind: 'wrong' }) {
  const colon = userinfo.indexOf(':')
  const user = decoded(colon < 0 ? userinfo : userinfo.slice(0, colon))
  const password = colon < 0 ? '' : decoded(userinfo.slice(colon + 1))
  if (user === undefined || password === undefined) {
    return { kind: 'wrong', says: 'user or password is not percent-encoded', hint: 'write %25 for a percent sign' }
  }
  if (user.includes(':')) return { kind: 'wrong', says: 'the user holds a colon, which no user may' }
  if (/[\x00-\x1f\x7f]/.test(user + password)) {
    return { kind: 'wrong', says: 'user or password holds a control character' }
  }
  return `Basic ${btoa(String.fromCharCode(...utf8(`${user}:${password}`)))}`
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

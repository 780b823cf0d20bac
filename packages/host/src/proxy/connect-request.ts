import type { ProxyAddress } from '@strait/config'
import { utf8 } from '@strait/core'
import { hostForUrl } from '../http/host-for-url.ts'

/** Asks a proxy for a tunnel to `host`: a name, or the address that was checked. */
export function connectRequest(proxy: ProxyAddress, host: string, port: number): Uint8Array {
  const to = `${hostForUrl(host)}:${port}`
  const { authorization } = proxy
  const shown = authorization === undefined ? '' : `proxy-authorization: ${authorization.reveal()}\r\n`
  return utf8(`CONNECT ${to} HTTP/1.1\r\nhost: ${to}\r\n${shown}\r\n`)
}

import { type Cidr, parseCidr, parseHost } from '@strait/core'

/** One entry of `no_proxy`; `port` undefined is every port. */
export type NoProxyEntry =
  | { readonly kind: 'all' }
  | { readonly kind: 'block'; readonly block: Cidr; readonly port: number | undefined }
  /** The name and every name below it; `below`: only those. */
  | { readonly kind: 'name'; readonly name: string; readonly below: boolean; readonly port: number | undefined }

/** As curl and Go read them. Undefined where it is no entry. */
export function readNoProxyEntry(text: string): NoProxyEntry | undefined {
  if (text === '*') return { kind: 'all' }
  const block = parseCidr(text)
  if (block !== undefined) return { kind: 'block', block, port: undefined }
  const suffix = /^\*?\.(.+)$/.exec(text)?.[1]
  const host = parseHost(suffix ?? text)
  if (host === undefined) return undefined
  const { port } = host
  const address = parseCidr(host.name)
  if (address !== undefined) return suffix === undefined ? { kind: 'block', block: address, port } : undefined
  const name = host.name.replace(/\.$/, '')
  // `10.0.0.300`, `192.168.*`: an address that is none is no name either.
  return name === '' || /^[0-9.]+$/.test(name) ? undefined : { kind: 'name', name, below: suffix !== undefined, port }
}

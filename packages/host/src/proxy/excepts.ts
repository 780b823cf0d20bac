import type { NoProxyEntry } from '@strait/config'
import { inCidr, parseCidr } from '@strait/core'

/** Whether an entry of `no_proxy` means this host. Names are not looked up: a block means hosts that are addresses. */
export function excepts(entry: NoProxyEntry, host: string, port: number): boolean {
  if (entry.kind === 'all') return true
  if (entry.port !== undefined && entry.port !== port) return false
  if (entry.kind === 'block') {
    const address = parseCidr(host)
    return address !== undefined && inCidr(address.ip, entry.block)
  }
  const name = host.endsWith('.') ? host.slice(0, -1) : host
  return (!entry.below && name === entry.name) || name.endsWith(`.${entry.name}`)
}

import { hex, sha256, type TlsIdentity, utf8 } from '@strait/core'
import type { ProviderConfig } from '../schema/provider.ts'

/**
 * A provider's authority and client certificate. Its id names the whole: connections and sessions are shared only
 * under the same one, and a reload with another certificate opens new ones.
 */
export async function tlsIdentity(name: string, tls: ProviderConfig['tls']): Promise<TlsIdentity | undefined> {
  if (tls === undefined) return undefined
  const { ca, cert, key } = tls
  const whole = JSON.stringify([ca ?? '', cert ?? '', key?.reveal() ?? ''])
  return { ca, cert, key, id: `${name}:${hex(await sha256(utf8(whole)))}` }
}

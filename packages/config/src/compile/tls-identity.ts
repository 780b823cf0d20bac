import type { TlsIdentity } from '@strait/core'
import type { ProviderConfig } from '../schema/provider.ts'

const encoder = new TextEncoder()

/**
 * A provider's authority and client certificate. Its id names the whole: connections and sessions are shared only
 * under the same one, and a reload with another certificate opens new ones.
 */
export async function tlsIdentity(name: string, tls: ProviderConfig['tls']): Promise<TlsIdentity | undefined> {
  if (tls === undefined) return undefined
  const { ca, cert, key } = tls
  const whole = JSON.stringify([ca ?? '', cert ?? '', key?.reveal() ?? ''])
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(whole)))
  return { ca, cert, key, id: `${name}:${hex(digest)}` }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

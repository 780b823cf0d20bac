import { entraGrant, readServiceAccount, serviceAccountGrant, type TokenGrant } from '@strait/core'
import type { ProviderConfig } from '../schema/provider.ts'
import { baseOf } from './base-of.ts'

/** How the provider's access token is come by, where its credential is none that can be sent as it is. */
export function grantOf({ entra, service_account, token_url }: ProviderConfig): TokenGrant | undefined {
  if (entra !== undefined) {
    const { tenant_id, client_id, client_secret, scope, authority } = entra
    return entraGrant({
      tenantId: tenant_id,
      clientId: client_id,
      clientSecret: client_secret,
      scope,
      authority: authority === undefined ? undefined : baseOf(authority),
    })
  }
  if (service_account === undefined) return undefined
  const read = readServiceAccount(service_account.reveal(), service_account.label)
  if (read.kind === 'invalid') throw new TypeError(read.says)
  return serviceAccountGrant(read.account, { tokenUrl: token_url === undefined ? undefined : baseOf(token_url) })
}

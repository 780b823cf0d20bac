import type { Secret } from '../../secret.ts'
import { type Base, joinTarget, parseBase } from '../path.ts'
import type { TokenGrant } from './token-grant.ts'

export interface EntraCredential {
  /** GUID or domain of the directory: see `isEntraTenant`. */
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: Secret
  readonly scope?: string | undefined
  /** Of a sovereign cloud. The operator's alone: whoever names it is sent the secret. */
  readonly authority?: Base | undefined
}

const SCOPE = 'https://cognitiveservices.azure.com/.default'
const AUTHORITY = parseBase('https://login.microsoftonline.com') as Base

/** Microsoft identity platform, "Get a token": client credentials with a shared secret. */
export function entraGrant(credential: EntraCredential): TokenGrant {
  const { tenantId, clientId, clientSecret, scope = SCOPE, authority: base = AUTHORITY } = credential
  const rest = `/${tenantId}/oauth2/v2.0/token`
  const target = isEntraTenant(tenantId) ? joinTarget(base, { kind: 'rest' }, { path: '', rest, query: '' }) : undefined
  if (target === undefined) throw new TypeError('the tenant of an Entra credential is a GUID or a domain')
  return {
    identity: ['entra', base.origin, target, clientId, clientSecret.reveal(), scope],
    endpoint: { base, target },
    form: () =>
      new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret.reveal(),
        scope,
      }),
  }
}

/** It becomes a segment of the path. An application has no token in the tenants that stand for many. */
export function isEntraTenant(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9.-]{0,253}$/.test(text) && !/^(?:common|consumers|organizations)$/i.test(text)
}

import { entraGrant, isEntraTenant } from '../../prepare/tokens/entra-grant.ts'
import { readServiceAccount } from '../../prepare/tokens/service-account.ts'
import { serviceAccountGrant } from '../../prepare/tokens/service-account-grant.ts'
import { createTokenSource, type TokenSource } from '../../prepare/tokens/token-source.ts'
import { Secret } from '../../secret.ts'
import type { Credential } from '../../send/target.ts'
import { isHeaderValue } from '../../web/header-rules.ts'
import type { Ask, Said } from './ask.ts'
import type { Found } from './find-provider.ts'
import { AMBIENT } from './read-config.ts'
import { badControl } from './refusals.ts'

export interface AskedCredential {
  readonly credential: Credential
  readonly said: Said
}

type Read = (ask: Ask, found: Found) => AskedCredential | undefined

/** By the gateway's name of the provider. Each asks for tokens only where the provider itself gives them. */
const BY_PROVIDER: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['azure', fromEntra],
  ['bedrock', fromAws],
  ['vertex', fromServiceAccount],
])

/** The credential that the ask brings along, if any; what stands in plain headers goes through by itself. */
export function askedCredential(ask: Ask, found: Found): AskedCredential | undefined {
  const own = BY_PROVIDER.get(found.provider.name)?.(ask, found)
  if (own !== undefined) return own
  const key = ask.said.get('api_key')
  return key === undefined ? undefined : { credential: { kind: 'key', key: secretOf(key) }, said: key }
}

function fromEntra({ said }: Ask, { name }: Found): AskedCredential | undefined {
  const mode = said.get('azure_auth_mode')
  if (mode !== undefined && /managed|workload/i.test(mode.text)) throw badControl(mode.where, AMBIENT)
  const given = said.get('azure_ad_token')
  if (given !== undefined) return { credential: { kind: 'token', source: asGiven(secretOf(given)) }, said: given }
  const [tenant, client, secret] = together(said, [
    'azure_entra_tenant_id',
    'azure_entra_client_id',
    'azure_entra_client_secret',
  ])
  if (tenant === undefined || client === undefined || secret === undefined) return undefined
  if (!isEntraTenant(tenant.text)) throw badControl(tenant.where, 'write the id of a directory, or a domain of it')
  const scope = said.get('azure_entra_scope')?.text
  const grant = entraGrant({ tenantId: tenant.text, clientId: client.text, clientSecret: secretOf(secret), scope })
  return { credential: { kind: 'token', source: createTokenSource(name, grant) }, said: secret }
}

function fromAws({ said }: Ask): AskedCredential | undefined {
  const type = said.get('aws_auth_type')
  if (type !== undefined && /assume|role/i.test(type.text)) throw badControl(type.where, AMBIENT)
  const [id, secret, region] = together(said, ['aws_access_key_id', 'aws_secret_access_key'], ['aws_region'])
  if (id === undefined || secret === undefined || region === undefined) return undefined
  const token = said.get('aws_session_token')
  const credential: Credential = {
    kind: 'aws',
    accessKeyId: secretOf(id).reveal(),
    secretAccessKey: secretOf(secret),
    sessionToken: token === undefined ? undefined : secretOf(token),
    region: region.text,
  }
  return { credential, said: secret }
}

/** Whatever `token_uri` it names, what it signs goes to Google alone: see `serviceAccountGrant`. */
function fromServiceAccount({ said }: Ask, { name }: Found): AskedCredential | undefined {
  const json = said.get('vertex_service_account_json')
  if (json === undefined) return undefined
  const read = readServiceAccount(json.text, json.where)
  if (read.kind === 'invalid') throw badControl(json.where, read.says)
  const source = createTokenSource(name, serviceAccountGrant(read.account))
  return { credential: { kind: 'token', source }, said: json }
}

/** All of `keys` and `also`, or none of `keys`. */
function together(said: Ask['said'], keys: readonly string[], also: readonly string[] = []): (Said | undefined)[] {
  const all = [...keys, ...also].map((key) => said.get(key))
  const there = keys.map((key) => said.get(key)).find((each) => each !== undefined)
  if (there === undefined) return []
  const missing = [...keys, ...also].find((_, i) => all[i] === undefined)
  if (missing !== undefined) throw badControl(there.where, `beside it ${missing} is missing`)
  return all
}

function asGiven(token: Secret): TokenSource {
  return { get: () => token, refused: () => {} }
}

/** It becomes the value of a header. */
function secretOf({ text, where }: Said): Secret {
  if (text !== '' && isHeaderValue(text)) return new Secret(text, where)
  throw badControl(where, "it holds characters that a header can't carry")
}

import { isObject } from '../../json/is-object.ts'
import { Secret } from '../../secret.ts'
import { readRsaKey } from './rsa-key.ts'

/** What of a service account's JSON is needed. */
export interface ServiceAccount {
  readonly clientEmail: string
  readonly privateKey: Secret
  readonly privateKeyId: string | undefined
  readonly tokenUri: string | undefined
}

export type ServiceAccountRead =
  | { readonly kind: 'ok'; readonly account: ServiceAccount }
  /** `says` never holds a part of the text. */
  | { readonly kind: 'invalid'; readonly says: string }

/**
 * Reads the JSON key file of a Google service account. Other kinds of credentials files name commands to run and
 * addresses to ask, or stand for the machine's own identity: they are refused.
 */
export function readServiceAccount(json: string, label: string): ServiceAccountRead {
  const members = parse(json)
  if (members === undefined) return invalid('it is no JSON object')
  const { type = 'service_account', client_email, private_key, private_key_id, token_uri } = members
  if (type !== 'service_account') return invalid('its type is not service_account, and no other kind is taken')
  if (!isText(client_email)) return invalid('client_email is missing, or no text')
  if (!isText(private_key)) return invalid('private_key is missing, or no text')
  const key = readRsaKey(private_key)
  if (key.kind === 'invalid') return invalid(`private_key can't be used: ${key.says}`)
  const account: ServiceAccount = {
    clientEmail: client_email,
    privateKey: new Secret(private_key, label),
    privateKeyId: isText(private_key_id) ? private_key_id : undefined,
    tokenUri: isText(token_uri) ? token_uri : undefined,
  }
  return { kind: 'ok', account }
}

function parse(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return isObject(value) ? value : undefined
  } catch {
    // What the parser says quotes the text.
    return undefined
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function invalid(says: string): ServiceAccountRead {
  return { kind: 'invalid', says }
}

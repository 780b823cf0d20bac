import type { Secret } from '../../secret.ts'
import { utf8 } from '../../web/bytes.ts'
import { readRsaKey } from './rsa-key.ts'

const RS256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const

/** RFC 7518 3.3. Rejects where the PEM text holds no RSA key in PKCS#8 form. */
export async function importSigningKey(pem: Secret): Promise<CryptoKey> {
  const read = readRsaKey(pem.reveal())
  if (read.kind === 'invalid') throw new TypeError(read.says)
  return crypto.subtle.importKey('pkcs8', read.der, RS256, false, ['sign'])
}

export interface JwtParts {
  readonly kid: string | undefined
  readonly claims: Readonly<Record<string, string | number>>
}

/** RFC 7515 3.1, compact. */
export async function signJwt({ kid, claims }: JwtParts, key: CryptoKey): Promise<string> {
  const header = { alg: 'RS256', typ: 'JWT', ...(kid === undefined ? {} : { kid }) }
  const signed = `${base64url(utf8(JSON.stringify(header)))}.${base64url(utf8(JSON.stringify(claims)))}`
  const signature = await crypto.subtle.sign(RS256.name, key, utf8(signed) as Uint8Array<ArrayBuffer>)
  return `${signed}.${base64url(new Uint8Array(signature))}`
}

function base64url(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rsaPair } from '../../../test/tokens.ts'
import { Secret } from '../../secret.ts'
import { type Base, parseBase } from '../path.ts'
import type { ServiceAccount } from './service-account.ts'
import { serviceAccountGrant } from './service-account-grant.ts'

const account: ServiceAccount = {
  clientEmail: 'robot@project.iam.gserviceaccount.com',
  privateKey: new Secret('planted', 'test'),
  privateKeyId: 'key-1',
  tokenUri: undefined,
}

function bytesOf(part: string): Uint8Array<ArrayBuffer> {
  const base64 = part.replaceAll('-', '+').replaceAll('_', '/')
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
}

test('form() holds a JWT that the public key verifies, with the claims that Google asks for', async () => {
  const { pem, publicKey } = await rsaPair()
  const grant = serviceAccountGrant({ ...account, privateKey: new Secret(pem, 'test') })
  const form = await grant.form(1_700_000_000_400)
  assert.equal(form.get('grant_type'), 'urn:ietf:params:oauth:grant-type:jwt-bearer')
  const [header = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.')
  const read = (part: string) => JSON.parse(new TextDecoder().decode(bytesOf(part)))
  assert.deepEqual(read(header), { alg: 'RS256', typ: 'JWT', kid: 'key-1' })
  const { iat, exp, ...rest } = read(claims)
  assert.deepEqual(rest, {
    iss: account.clientEmail,
    scope: 'https://www.googleapis.com/auth/cloud-platform',
    aud: 'https://oauth2.googleapis.com/token',
  })
  assert.ok(iat <= 1_700_000_000 && exp > 1_700_000_000 && exp - iat <= 3600)
  const signed = new TextEncoder().encode(`${header}.${claims}`)
  assert.ok(await crypto.subtle.verify('RSASSA-PKCS1-v1_5', publicKey, bytesOf(signature), signed))
})

test('form() rejects where the key is none', async () => {
  await assert.rejects(async () => serviceAccountGrant(account).form(0))
})

const GOOGLE = 'https://oauth2.googleapis.com/token'
const uris: readonly (readonly [tokenUri: string | undefined, endpoint: string])[] = [
  [undefined, GOOGLE],
  [GOOGLE, GOOGLE],
  ['https://accounts.google.com/o/oauth2/token', 'https://accounts.google.com/o/oauth2/token'],
  ['https://oauth2.mtls.googleapis.com/token', 'https://oauth2.mtls.googleapis.com/token'],
  ['https://evil.test/token', GOOGLE],
  ['https://evilgoogleapis.com/token', GOOGLE],
  ['https://oauth2.googleapis.com.evil.test/token', GOOGLE],
  ['https://oauth2.googleapis.com@evil.test/token', GOOGLE],
  ['https://evil.test/#.googleapis.com', GOOGLE],
  ['https://evil.test\\.googleapis.com/', GOOGLE],
  ['https://login.accounts.google.com/token', GOOGLE],
  ['https://googleapis.com/token', GOOGLE],
  ['http://oauth2.googleapis.com/token', GOOGLE],
  ['https://oauth2.googleapis.com:8443/token', GOOGLE],
  ['http://169.254.169.254/token', GOOGLE],
  ['file:///etc/passwd', GOOGLE],
  ['planted', GOOGLE],
]
for (const [tokenUri, expected] of uris) {
  test(`serviceAccountGrant() asks ${expected} where token_uri is ${tokenUri}`, () => {
    const { base, target } = serviceAccountGrant({ ...account, tokenUri }).endpoint
    assert.equal(base.origin + target, expected)
  })
}

test('serviceAccountGrant() asks where the operator says, whatever token_uri is', () => {
  const tokenUrl = parseBase('http://127.0.0.1:99/t?a=1') as Base
  const { endpoint } = serviceAccountGrant({ ...account, tokenUri: GOOGLE }, { tokenUrl })
  assert.equal(endpoint.base.origin + endpoint.target, 'http://127.0.0.1:99/t?a=1')
})

import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { pemOf, rsaPair } from '../../../test/tokens.ts'
import { readServiceAccount } from './service-account.ts'

let pem = ''
before(async () => {
  pem = (await rsaPair()).pem
})

const json = (over: Record<string, unknown> = {}) =>
  JSON.stringify({ type: 'service_account', client_email: 'a@b.test', private_key: pem, private_key_id: 'k1', ...over })

test('readServiceAccount() reads a key file', () => {
  const read = readServiceAccount(json({ token_uri: 'https://oauth2.googleapis.com/token', more: 1 }), 'file sa.json')
  assert.equal(read.kind, 'ok')
  const { privateKey, ...rest } = read.account
  assert.deepEqual(rest, {
    clientEmail: 'a@b.test',
    privateKeyId: 'k1',
    tokenUri: 'https://oauth2.googleapis.com/token',
  })
  assert.equal(privateKey.reveal(), pem)
  assert.equal(privateKey.label, 'file sa.json')
})

test('readServiceAccount() takes a key whose line breaks were escaped once too often, or lost', () => {
  for (const key of [pem.replaceAll('\n', '\\n'), pem.replaceAll('\n', ' '), pem.replaceAll('\n', '\r\n')]) {
    assert.equal(readServiceAccount(json({ private_key: key }), 'test').kind, 'ok', JSON.stringify(key.slice(0, 40)))
  }
})

test('readServiceAccount() says what is wrong, without a word of the text', async () => {
  const elliptic = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const body = pem.split('\n').slice(1, -2)
  const wrapped = (label: string, lines: readonly string[]) =>
    `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
  const rows: readonly (readonly [text: string, says: RegExp])[] = [
    ['planted', /no JSON object/],
    ['["planted"]', /no JSON object/],
    ['null', /no JSON object/],
    [json({ type: 'external_account' }), /type is not service_account/],
    [json({ type: 'authorized_user' }), /type is not service_account/],
    [json({ client_email: undefined }), /client_email is missing/],
    [json({ client_email: 7 }), /client_email is missing, or no text/],
    [json({ private_key: undefined }), /private_key is missing/],
    [json({ private_key: 'planted' }), /private_key can't be used: it is no whole PEM text/],
    [json({ private_key: pem.slice(0, 400) }), /no whole PEM text/],
    [json({ private_key: wrapped('RSA PRIVATE KEY', body) }), /PKCS#1.*openssl/],
    [json({ private_key: wrapped('ENCRYPTED PRIVATE KEY', body) }), /encrypted/],
    [json({ private_key: wrapped('CERTIFICATE', body) }), /no private key in PKCS#8 form/],
    [json({ private_key: wrapped('PRIVATE KEY', ['planted!']) }), /PEM text is damaged/],
    [json({ private_key: wrapped('PRIVATE KEY', body.slice(0, -3)) }), /no RSA key, or a damaged one/],
    [json({ private_key: wrapped('PRIVATE KEY', body.slice(1)) }), /no RSA key, or a damaged one/],
    [json({ private_key: wrapped('PRIVATE KEY', []) }), /no RSA key, or a damaged one/],
    [json({ private_key: await pemOf(elliptic.privateKey) }), /no RSA key/],
  ]
  for (const [text, says] of rows) {
    const read = readServiceAccount(text, 'test')
    assert.equal(read.kind, 'invalid', String(says))
    assert.match(read.says, says)
    assert.doesNotMatch(read.says, /planted|a@b\.test/)
  }
})

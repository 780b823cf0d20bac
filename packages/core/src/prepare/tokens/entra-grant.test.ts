import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '../../secret.ts'
import { type Base, parseBase } from '../path.ts'
import { entraGrant, isEntraTenant } from './entra-grant.ts'

const credential = { tenantId: 'contoso.test', clientId: 'app', clientSecret: new Secret('s&=+ %', 'test') }
const endpointOf = (authority?: string) => {
  const base = authority === undefined ? undefined : (parseBase(authority) as Base)
  const { endpoint } = entraGrant({ ...credential, authority: base })
  return endpoint.base.origin + endpoint.target
}

test('form() asks for a token of the application itself', async () => {
  const form = await entraGrant(credential).form(0)
  assert.deepEqual(Object.fromEntries(form), {
    grant_type: 'client_credentials',
    client_id: 'app',
    client_secret: 's&=+ %',
    scope: 'https://cognitiveservices.azure.com/.default',
  })
  const scoped = await entraGrant({ ...credential, scope: 'https://ai.azure.com/.default' }).form(0)
  assert.equal(scoped.get('scope'), 'https://ai.azure.com/.default')
})

test('entraGrant() asks the authority of the cloud', () => {
  assert.equal(endpointOf(), 'https://login.microsoftonline.com/contoso.test/oauth2/v2.0/token')
  assert.equal(
    endpointOf('https://login.microsoftonline.us'),
    'https://login.microsoftonline.us/contoso.test/oauth2/v2.0/token',
  )
  assert.equal(endpointOf('http://127.0.0.1:9/sts/'), 'http://127.0.0.1:9/sts/contoso.test/oauth2/v2.0/token')
})

test('isEntraTenant() takes ids and domains, and nothing that changes the path', () => {
  const good = ['contoso.onmicrosoft.com', '72f988bf-86f1-41af-91ab-2d7cd011db47']
  const bad = ['', 'common', 'Organizations', 'consumers', '..', '.', 'a/b', 'a?b', 'a#b', 'a%2fb', 'a b', 'a\\b', '-a']
  for (const text of good) assert.equal(isEntraTenant(text), true, text)
  for (const text of bad) {
    assert.equal(isEntraTenant(text), false, text)
    assert.throws(() => entraGrant({ ...credential, tenantId: text }), TypeError)
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer } from '../../../test/harness.ts'
import { portkeyStage } from '../../../test/portkey-stage.ts'
import { formOf, rsaPair, token } from '../../../test/tokens.ts'
import type { UpstreamRequest } from '../../runtime.ts'

const endpoints = ['login.microsoftonline.com', 'oauth2.googleapis.com']

async function tokenStage() {
  const asked: UpstreamRequest[] = []
  const stage = await portkeyStage({
    upstream: (request) => {
      if (!endpoints.includes(request.origin.host)) return answer('{}')
      asked.push(request)
      return token(`token-${asked.length}`)
    },
  })
  return { ...stage, asked }
}

const azure = ['x-portkey-provider: azure-openai', 'x-portkey-azure-resource-name: acme']
const entra = [
  'x-portkey-azure-auth-mode: entra',
  'x-portkey-azure-entra-tenant-id: contoso.test',
  'x-portkey-azure-entra-client-id: app',
  'x-portkey-azure-entra-client-secret: planted',
]

test('an Entra application of the headers gets its token from Microsoft, once for many requests', async () => {
  const { ask, asked } = await tokenStage()
  for (const target of ['/v1/chat/completions', '/v1/responses']) {
    const told = await ask({ target, headers: [...azure, ...entra, 'authorization: Bearer OPENAI_API_KEY'] })
    assert.deepEqual(told.headers, ['authorization: Bearer token-1'])
  }
  assert.equal(asked.length, 1)
  assert.equal(asked[0]?.origin.origin, 'https://login.microsoftonline.com')
  assert.equal(asked[0]?.target, '/contoso.test/oauth2/v2.0/token')
  const form = formOf(asked[0] as UpstreamRequest)
  assert.deepEqual([form.get('client_id'), form.get('client_secret')], ['app', 'planted'])
})

const { pem } = await rsaPair()
const tokenUris = [
  undefined,
  'https://oauth2.googleapis.com/token',
  'https://evil.test/token',
  'http://169.254.169.254/token',
]

for (const token_uri of tokenUris) {
  test(`a service account of the request gets its token from Google, with token_uri ${token_uri}`, async () => {
    const account = { type: 'service_account', client_email: 'a@b.test', private_key: pem, token_uri }
    const shapes = [
      [
        'x-portkey-provider: vertex-ai',
        `x-portkey-vertex-service-account-json: ${JSON.stringify(account)}`,
        'x-portkey-vertex-region: eu',
      ],
      [
        `x-portkey-config: ${JSON.stringify({ provider: 'vertex-ai', vertexRegion: 'eu', vertexServiceAccountJson: account })}`,
      ],
      [
        `x-portkey-config: ${JSON.stringify({ provider: 'vertex-ai', vertex_region: 'eu', vertex_service_account_json: JSON.stringify(account) })}`,
      ],
    ]
    for (const headers of shapes) {
      const { ask, asked } = await tokenStage()
      const told = await ask({ headers, target: '/v1/publishers/google/models/g:generateContent' })
      assert.deepEqual(told.headers, ['authorization: Bearer token-1'], told.text)
      assert.deepEqual(
        asked.map(({ origin }) => origin.origin),
        ['https://oauth2.googleapis.com'],
      )
    }
  })
}

test('a token of the request goes to the host of the request: both are its own', async () => {
  const { ask } = await tokenStage()
  const told = await ask({
    headers: ['x-portkey-provider: azure-openai', 'x-portkey-custom-host: https://h.test/v1', ...entra],
  })
  assert.equal(told.url, 'https://h.test/v1/chat/completions')
  assert.deepEqual(told.headers, ['authorization: Bearer token-1'])
})

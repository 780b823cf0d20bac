import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, flowOf } from '../../../test/harness.ts'
import { CLIENT_SECRET, token, tokenStage } from '../../../test/tokens.ts'
import type { UpstreamOutcome, UpstreamRequest } from '../../runtime.ts'
import { Secret } from '../../secret.ts'
import { utf8 } from '../../web/bytes.ts'
import { entraGrant } from './entra-grant.ts'
import { requestToken } from './request-token.ts'

const grant = entraGrant({
  tenantId: 'contoso.test',
  clientId: 'app',
  clientSecret: new Secret(CLIENT_SECRET, 'test'),
})

test('requestToken() posts a form, with nothing secret in head or URL', async () => {
  const stage = tokenStage()
  let seen: UpstreamRequest | undefined
  stage.answers((request) => {
    seen = request
    return token('a-token')
  })
  await requestToken(grant, stage.kit)
  assert.equal(seen?.origin.origin, 'https://login.microsoftonline.com')
  assert.equal(`${seen.method} ${seen.target}`, 'POST /contoso.test/oauth2/v2.0/token')
  assert.deepEqual(seen.headers.slice(0, 2), ['content-type', 'application/x-www-form-urlencoded'])
  assert.doesNotMatch(JSON.stringify([seen.headers, seen.target]), /planted/)
  assert.equal(stage.forms[0]?.get('client_secret'), CLIENT_SECRET)
})

const json = JSON.stringify({ access_token: 'piecewise' })
const bodies: Readonly<Record<string, readonly [outcome: () => UpstreamOutcome, expected: RegExp]>> = {
  'in pieces': [() => answer(flowOf([utf8(json.slice(0, 9)), utf8(json.slice(9))])), /^piecewise$/],
  'of more than 64 kB': [() => answer(' '.repeat(64_001)), /more than a token/],
  'of more than 64 kB, in pieces': [
    () => answer(flowOf([utf8(' '.repeat(40_000)), utf8(' '.repeat(40_000))])),
    /more than a token/,
  ],
  'cut short': [() => answer(flowOf([utf8(json)], new Error('planted'))), /cut short/],
  'not there': [
    () => ({ kind: 'answer', status: 200, reason: 'OK', headers: [], body: undefined }),
    /without a bearer token/,
  ],
}
for (const [name, [outcome, expected]] of Object.entries(bodies)) {
  test(`requestToken() takes an answer ${name}`, async () => {
    const stage = tokenStage()
    stage.answers(outcome)
    const result = await requestToken(grant, stage.kit)
    assert.match(result.kind === 'token' ? result.token.reveal() : result.says, expected)
  })
}

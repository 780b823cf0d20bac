import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makeKit, makePlan, makeRoute, makeTarget } from '../../test/harness.ts'
import type { Admitted, Arrival } from '../exchange.ts'
import type { CredentialScheme } from '../providers/provider.ts'
import { Secret } from '../secret.ts'
import type { Credential, Target } from '../send/target.ts'
import { utf8 } from '../web/bytes.ts'
import { prepare } from './prepare.ts'

const aws: Credential = {
  kind: 'aws',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: new Secret('planted', 'test'),
  sessionToken: undefined,
  region: 'us-east-1',
}
const sigv4: CredentialScheme = {
  kind: 'sigv4',
  service: 'bedrock',
  attach: (key) => ['authorization', `Bearer ${key}`],
}

async function prepared(from: Arrival, credential: Credential, scheme: CredentialScheme) {
  const kit = makeKit({ bounds: { ...makePlan().bounds, signedBody: 4 } })
  const plain = makeTarget()
  const target: Target = { ...plain, credential, provider: { ...plain.provider, credential: scheme } }
  const match = {
    route: makeRoute(() => assert.fail()),
    rest: '/model/a%3A0/converse',
    detected: undefined,
    rule: 'test',
  }
  const exchange = Object.assign(accepted(from, kit), { caller: { kind: 'anonymous' }, match }) as Admitted
  return prepare(exchange, target, undefined, kit)
}

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield utf8(text)
}

const chunked = (...texts: string[]) => arrival({ headers: ['transfer-encoding', 'chunked'], body: pieces(...texts) })

test('attachCredential() signs, and sends the body it has read with the framing of the client', async () => {
  const sent = await prepared(chunked('{', '}'), aws, sigv4)
  const at = sent.headers.indexOf('authorization')
  assert.match(sent.headers[at + 1] ?? '', /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\//)
  assert.equal(sent.headers.join().includes('planted'), false)
  assert.deepEqual([sent.body.kind, sent.body.kind === 'stream' && sent.body.length], ['stream', undefined])
  let text = ''
  if (sent.body.kind === 'stream') for await (const chunk of sent.body.chunks) text += new TextDecoder().decode(chunk)
  assert.equal(text, '{}')
})

test('attachCredential() refuses a body that is too large to hold for its hash', async () => {
  await assert.rejects(prepared(chunked('123', '45'), aws, sigv4), { code: 'body_too_large_to_sign', status: 413 })
  const declared = arrival({ headers: ['content-length', '5'], body: pieces('12345') })
  await assert.rejects(prepared(declared, aws, sigv4), { code: 'body_too_large_to_sign' })
})

test('attachCredential() attaches a key as the provider wants it, or not at all', async () => {
  const key: Credential = { kind: 'key', key: new Secret('held', 'test') }
  const rows: [scheme: CredentialScheme, headers: string[]][] = [
    [{ kind: 'header', attach: (value) => ['x-api-key', value] }, ['x-api-key', 'held']],
    [sigv4, ['authorization', 'Bearer held']],
    [{ kind: 'none' }, []],
  ]
  for (const [scheme, headers] of rows) {
    assert.deepEqual((await prepared(arrival(), key, scheme)).headers, headers, scheme.kind)
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flowOf } from '../../../test/harness.ts'
import { portkeyStage } from '../../../test/portkey-stage.ts'
import { utf8 } from '../../web/bytes.ts'
import { withoutSlug } from './model-slug.ts'

const decoder = new TextDecoder()

const bodies: readonly (readonly [body: string, sent: string])[] = [
  ['{"model":"@team/m"}', '{"model":"m"}'],
  ['{"model":"@team/org/m"}', '{"model":"org/m"}'],
  ['{"model": "@team/m" , "a": 1.0}', '{"model": "m" , "a": 1.0}'],
  ['{"a":[1e2,-0,12345678901234567890],"model":"@team/m"}', '{"a":[1e2,-0,12345678901234567890],"model":"m"}'],
  ['{"model":"@team/m","model":"@team/n"}', '{"model":"m","model":"n"}'],
  ['{"model":"x","model":"@team/n"}', '{"model":"x","model":"n"}'],
  ['{"model":"@team/x","messages":[{"model":"@team/y"}]}', '{"model":"x","messages":[{"model":"@team/y"}]}'],
  ['{"model":"\\u0040team\\/m\\u00e9"}', '{"model":"m\\u00e9"}'],
  ['{"mod\\u0065l":"@team/m"}', '{"mod\\u0065l":"m"}'],
  ['{"model":"@te\\u0061m/m"}', '{"model":"m"}'],
  ['\n{\t"model"\n:\r"@team/m"}\n', '\n{\t"model"\n:\r"m"}\n'],
  ['{"model":"@team/@team/m"}', '{"model":"@team/m"}'],
  ['{"model":"@team/caf\u00e9 \ud83d\ude00"}', '{"model":"caf\u00e9 \ud83d\ude00"}'],
]
for (const [body, sent] of bodies) {
  test(`withoutSlug() makes ${JSON.stringify(body)} to ${JSON.stringify(sent)}`, () => {
    assert.equal(decoder.decode(withoutSlug('team')(utf8(body))), sent)
  })
}

const untouched = [
  '{"model":"@teams/m"}',
  '{"model":"@Team/m"}',
  '{"model":"team/m"}',
  '{"model":"@team"}',
  '{"model":["@team/m"]}',
  '{"model":7}',
  '["@team/m"]',
  '{"model":"@team/m"',
  '{"model":"@team/m"} x',
  'model=@team/m',
  '',
]
for (const body of untouched) {
  test(`withoutSlug() leaves ${JSON.stringify(body)} as it is`, () => {
    assert.equal(withoutSlug('team')(utf8(body)), undefined)
  })
}

const stage = await portkeyStage()

test('a slug of a model is found wherever it stands in the body', async () => {
  const filler = 'x'.repeat(200_000)
  const body = `{"messages":[{"role":"user","content":"${filler}"}],"model":"@team/m"}`
  const told = await stage.ask({ headers: ['x-portkey-api-key: k', 'content-type: application/json'], body })
  assert.equal(told.url, 'http://10.0.0.5:8000/v1/chat/completions')
  assert.equal(told.body, body.replace('@team/', ''))
  const length = told.request?.body.kind === 'bytes' ? told.request.body.bytes.length : 0
  assert.equal(length, body.length - '@team/'.length)
})

test('what is not JSON is not looked into', async () => {
  const speaks = 'x-portkey-api-key: k'
  const rows: readonly (readonly string[])[] = [
    [speaks, 'content-type: multipart/form-data; boundary=x'],
    [speaks, 'content-type: application/octet-stream'],
    [speaks, 'content-type: application/x-ndjson'],
    [speaks, 'content-type: application/json', 'content-encoding: gzip'],
  ]
  for (const headers of rows) {
    const told = await stage.ask({ headers, body: '{"model":"@team/m"}' })
    assert.deepEqual(
      [told.url, told.body],
      ['https://bare.test/v1/chat/completions', '{"model":"@team/m"}'],
      headers.join(),
    )
  }
})

test('a body that comes in pieces is waited for, and keeps its framing', async () => {
  const { arrival } = await import('../../../test/harness.ts')
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (const piece of ['{"mod', 'el":"@te', 'am/m"}']) yield utf8(piece)
  }
  const headers = ['x-portkey-api-key', 'k', 'content-type', 'application/json', 'transfer-encoding', 'chunked']
  const got: unknown[] = []
  const watched = await portkeyStage({
    upstream: async ({ origin, body }) => {
      const parts: string[] = []
      if (body.kind === 'stream') for await (const chunk of body.chunks) parts.push(decoder.decode(chunk))
      got.push(origin.origin, body.kind === 'stream' && body.length, parts.join(''))
      return { kind: 'answer', status: 200, reason: 'OK', headers: [], body: flowOf([]) }
    },
  })
  const reply = await watched.gateway.handle(arrival({ target: '/v1/chat/completions', headers, body: pieces() }))
  assert.equal(reply.status, 200)
  assert.deepEqual(got, ['http://10.0.0.5:8000', undefined, '{"model":"m"}'])
})

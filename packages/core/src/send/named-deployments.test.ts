import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, arrival, doorTo, fakeRuntime, makePlan, makeRoute, makeTarget } from '../../test/harness.ts'
import { createGateway } from '../gateway.ts'
import type { UpstreamBody } from '../runtime.ts'
import { utf8 } from '../web/bytes.ts'
import { namedDeployments } from './named-deployments.ts'

const deployments = { inPath: /\/named\/([^/]+)/, names: new Map([['mini', 'gpt "4o" ü']]) }
const JSON_TYPE = ['content-type', 'application/json']

async function sent(
  path: string,
  headers: readonly string[],
  body: string | AsyncIterable<Uint8Array>,
): Promise<UpstreamBody> {
  const target = makeTarget(undefined, { paths: { deployments } })
  const route = makeRoute(namedDeployments(target, deployments))
  let went: UpstreamBody = { kind: 'none' }
  const runtime = fakeRuntime((request) => {
    went = request.body
    return answer('{}')
  })
  const bytes = typeof body === 'string' ? utf8(body) : body
  const framing =
    bytes instanceof Uint8Array ? ['content-length', String(bytes.length)] : ['transfer-encoding', 'chunked']
  const gateway = createGateway(makePlan({ matchers: [doorTo(route)] }), runtime)
  await gateway.handle(arrival({ target: `/openai${path}`, headers: [...headers, ...framing], body: bytes }))
  return went
}

/** No `goes`: not a byte is changed. */
const rows: readonly (readonly [path: string, headers: readonly string[], body: string, goes?: string])[] = [
  ['/v1/responses', JSON_TYPE, '{"model":"mini"}', '{"model":"gpt \\"4o\\" ü"}'],
  ['/v1/responses', JSON_TYPE, ' { "a":1.0, "model" : "MINI" }\n', ' { "a":1.0, "model" : "gpt \\"4o\\" ü" }\n'],
  ['/v1/responses', JSON_TYPE, '{"m\\u006fdel":"min\\u0069"}', '{"m\\u006fdel":"gpt \\"4o\\" ü"}'],
  [
    '/v1/responses',
    JSON_TYPE,
    '{"model":"mini","x":{"model":"mini"}}',
    '{"model":"gpt \\"4o\\" ü","x":{"model":"mini"}}',
  ],
  ['/v1/responses', JSON_TYPE, '{"model":"mini ","input":"mini"}'],
  ['/v1/responses', JSON_TYPE, '{"model":7}'],
  ['/v1/responses', JSON_TYPE, '["mini"]'],
  ['/v1/responses', JSON_TYPE, '{"model":"mini",'],
  ['/v1/responses', ['content-type', 'application/problem+json'], '{"model":"mini"}', '{"model":"gpt \\"4o\\" ü"}'],
  ['/v1/responses', ['content-type', 'multipart/form-data; boundary=x'], '{"model":"mini"}'],
  ['/v1/responses', [...JSON_TYPE, 'content-encoding', 'gzip'], '{"model":"mini"}'],
  // The path says it already.
  ['/named/mini/chat/completions', JSON_TYPE, '{"model":"mini"}'],
]

test('namedDeployments() writes the model anew, and no other byte', async () => {
  for (const [path, headers, body, goes = body] of rows) {
    const went = await sent(path, headers, body)
    assert.ok(went.kind === 'bytes', `${path} ${body}`)
    assert.equal(new TextDecoder().decode(went.bytes), goes, `${path} ${body}`)
  }
})

test('namedDeployments() holds back no body in which no name can be', async () => {
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield utf8('{"model":"mini",')
    await new Promise(() => {})
  }
  assert.equal((await sent('/named/mini/x', JSON_TYPE, endless())).kind, 'stream')
  assert.equal((await sent('/v1/files', ['content-type', 'application/octet-stream'], endless())).kind, 'stream')
})

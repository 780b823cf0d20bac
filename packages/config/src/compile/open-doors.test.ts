import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Doors } from './passthrough-doors-fixture.ts'

const PATHS = [
  '/openai_passthrough',
  '/anthropic_passthrough',
  '/azure_passthrough',
  '/genai_passthrough',
  '/bedrock_passthrough',
]

async function listed(text: string): Promise<Record<string, string>> {
  const { says } = await (await Doors.of(text)).send({ request: 'GET /' })
  const { doors } = JSON.parse(says) as { doors: { path: string; to: string; key: string }[] }
  const ours = doors.filter(({ path }) => PATHS.includes(path.replace('/*', '')))
  return Object.fromEntries(ours.map(({ path, to, key }) => [path.replace('/*', ''), `${to}: ${key}`]))
}

test('openDoors() opens every door where all providers are there', async () => {
  assert.deepEqual(await listed(''), {
    '/openai_passthrough': 'openai: caller',
    '/anthropic_passthrough': 'anthropic: caller',
    '/azure_passthrough': 'azure: (needs a key)',
    '/genai_passthrough': 'gemini or vertex: caller',
    '/bedrock_passthrough': 'bedrock: caller',
  })
})

test('openDoors() tells whose key goes', async () => {
  const doors = await listed(`
providers:
  openai: { key: "\${OPENAI_API_KEY}" }
  azure-eu: { type: azure, url: https://eu.openai.azure.com, key: 0123456789abcdef0123456789abcdef }
`)
  assert.equal(doors['/openai_passthrough'], 'openai: env OPENAI_API_KEY')
  assert.match(doors['/azure_passthrough'] ?? '', /^azure-eu: (?!caller|\(needs)/)
})

test('openDoors() leaves out a door whose provider is another, and all of them where they are switched off', async () => {
  const other = await listed('providers: { openai: { type: vllm, url: "http://127.0.0.1:8000" } }')
  assert.deepEqual(Object.keys(other), PATHS.slice(1))
  assert.deepEqual(await listed('doors: { dialects: false }'), {})
  const doors = await Doors.of('doors: { dialects: false }')
  assert.equal((await doors.send({ request: 'GET /openai_passthrough/v1/models' })).to, '404 no_route')
})

const refused: readonly (readonly [text: string, request: string, code: string, says: RegExp])[] = [
  ['', 'GET /azure_passthrough/openai/v1/models', 'provider_unconfigured', /providers: \{ azure: \{ url: /],
  [
    'providers: { azure: { url: "https://a.openai.azure.com" } }',
    'GET /azure_passthrough/openai/v1/models',
    'provider_unconfigured',
    /\/azure_passthrough takes no key from callers, and the provider azure has none.*key: /,
  ],
  ['', 'GET /opnai_passthrough/v1/models', 'no_route', /Did you mean \/openai_passthrough\//],
  ['', 'GET /genai_passtrough/v1/models', 'no_route', /Did you mean \/genai_passthrough\//],
  ['', 'GET /bedrock_passthrough/model/m/converse', 'bad_region', /region: us-east-1/],
]

test('the doors say what to write, or which is meant', async () => {
  for (const [text, request, code, says] of refused) {
    const went = await (await Doors.of(text)).send({ request, headers: ['authorization: Bearer dummy'] })
    assert.equal(went.to.split(' ')[1], code, request)
    assert.match(went.says, says)
  }
})

test('a refusal speaks as the caller’s SDK does', async () => {
  const doors = await Doors.of('')
  const rows: [request: string, shape: RegExp][] = [
    [
      'POST /azure_passthrough/openai/deployments/d/chat/completions',
      /^\{"error":\{"message":.*"type":"invalid_request_error"/,
    ],
    ['POST /azure_passthrough/v1/messages', /^\{\s*"type":\s*"error"/],
  ]
  for (const [request, shape] of rows) assert.match((await doors.send({ request })).says, shape)
})

test('the address of an upload lies under the door that the client came by', async () => {
  const url = 'https://generativelanguage.googleapis.com/upload/v1beta/files?upload_id=u1&upload_protocol=resumable'
  const rows: [config: string, request: string, under: string][] = [
    ['', '/genai_passthrough/upload/v1beta/files', '/genai_passthrough/upload/v1beta/files'],
    ['', '/gemini/upload/v1beta/files', '/gemini/upload/v1beta/files'],
    ['', '/upload/v1beta/files', '/upload/v1beta/files'],
    ['routes: [{ path: "/mine/*", to: { provider: gemini } }]', '/mine/upload/v1/files', '/mine/upload/v1beta/files'],
  ]
  for (const [config, path, under] of rows) {
    const doors = await Doors.of(config)
    doors.answers(['X-Goog-Upload-URL', url, 'X-Goog-Upload-Status', 'active'])
    const { answer, to } = await doors.send({ request: `POST ${path}` })
    assert.ok(to.startsWith('POST https://generativelanguage.googleapis.com/upload/v1'), to)
    const led = `http://localhost:8787${under}?upload_id=u1&upload_protocol=resumable`
    assert.ok(answer.includes(`X-Goog-Upload-URL: ${led}`), answer.join('\n'))
    const again = await doors.send({ request: `POST ${led.slice('http://localhost:8787'.length)}` })
    assert.equal(again.to, `POST ${url}`)
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, flowOf } from '../../../test/harness.ts'
import { type Ask, named, portkeyStage, standard } from '../../../test/portkey-stage.ts'
import { utf8 } from '../../web/bytes.ts'

/** The documented examples, and what the real clients make of them. */
const KEY = 'PORTKEY_API_KEY'
const stage = await portkeyStage({ keys: [KEY] })

const QUICK_START = `{
    "model": "my-custom-vllm-model",
    "stream": true,
    "max_completion_tokens": 1000,
    "random-key": "value",
    "messages": [
      { "role": "developer", "content": "You are a helpful assistant" },
      { "role": "user", "content": "Hello!" }
    ]
  }`

const VLLM = `{
    "model": "my-custom-model",
    "messages": [{"role": "user", "content": "Hello"}],
    "max_completion_tokens": 1000,
    "experimental_feature": true,
    "custom_config": {
      "nested": "parameters",
      "are": "supported"
    }
  }`

const PYTHON =
  '{"messages":[{"role":"user","content":"Hello!"}],"model":"my-custom-vllm-model","max_completion_tokens":1000,"stream":true,"random_key":"value"}'
const JAVASCRIPT =
  '{"model":"my-custom-vllm-model","messages":[{"role":"user","content":"Hello!"}],"stream":true,"max_completion_tokens":1000,"random_key":"value"}'
const PLAIN = '{"model":"my-custom-vllm-model","messages":[{"role":"user","content":"Hello!"}]}'

interface Example {
  readonly ask: Ask
  /** What the target gets, all of it. */
  readonly headers: readonly string[]
  readonly body: string
}

const target = ['x-portkey-provider: passthrough', 'x-portkey-custom-host: https://my.vllm.com/v1']
const python = [
  'Accept: application/json',
  'Content-Type: application/json',
  'User-Agent: OpenAI/Python 2.30.0',
  'X-Stainless-Lang: python',
]
const examples: Readonly<Record<string, Example>> = {
  'curl, quick start': {
    ask: {
      headers: [
        'Content-Type: application/json',
        `x-portkey-api-key: ${KEY}`,
        ...target,
        'authorization: Bearer sk-your-api-key',
        'my-custom-header: my-custom-value',
      ],
      body: QUICK_START,
    },
    headers: [
      'Content-Type: application/json',
      'authorization: Bearer sk-your-api-key',
      'my-custom-header: my-custom-value',
    ],
    body: QUICK_START,
  },
  'curl, self-hosted vLLM': {
    ask: {
      headers: [
        'Content-Type: application/json',
        `x-portkey-api-key: ${KEY}`,
        ...target,
        'authorization: Bearer vllm-key',
      ],
      body: VLLM,
    },
    headers: ['Content-Type: application/json', 'authorization: Bearer vllm-key'],
    body: VLLM,
  },
  'Portkey for Python, with default_headers': {
    ask: {
      headers: [
        ...python,
        // What it writes when the application gave no key for the target.
        'Authorization: Bearer OPENAI_API_KEY',
        `x-portkey-api-key: ${KEY}`,
        ...target,
        'x-portkey-default-headers: {"my_custom_header": "abc"}',
        'x-portkey-strict-open-ai-compliance: false',
        'x-portkey-package-version: portkey-2.3.4',
        'x-portkey-runtime: CPython',
        'x-portkey-runtime-version: 3.11',
      ],
      body: PYTHON,
    },
    headers: [...python, 'Authorization: Bearer OPENAI_API_KEY', 'my_custom_header: abc'],
    body: PYTHON,
  },
  'Portkey for JavaScript, with defaultHeaders': {
    ask: {
      headers: [
        'content-type: application/json',
        'user-agent: node',
        `x-portkey-api-key: ${KEY}`,
        ...target,
        'x-portkey-default-headers: {"my-custom-header":"abc"}',
        'x-portkey-package-version: portkey-3.1.0',
      ],
      body: JAVASCRIPT,
    },
    headers: ['content-type: application/json', 'user-agent: node', 'my-custom-header: abc'],
    body: JAVASCRIPT,
  },
  'OpenAI for Python with createHeaders: the gateway key alone, in authorization': {
    ask: {
      headers: [...python, `Authorization: Bearer ${KEY}`, ...target, 'x-portkey-my-custom-header: abc'],
      body: PLAIN,
    },
    headers: python,
    body: PLAIN,
  },
  'OpenAI for JavaScript with createHeaders': {
    ask: {
      headers: [
        `authorization: Bearer ${KEY}`,
        'content-type: application/json',
        ...target,
        'x-portkey-my-custom-header: abc',
      ],
      body: PLAIN,
    },
    headers: ['content-type: application/json'],
    body: PLAIN,
  },
  'a model that repeats the provider': {
    ask: {
      headers: ['content-type: application/json', `x-portkey-api-key: ${KEY}`, ...target],
      body: '{"model":"@passthrough/model-name","messages":[],"provider_specific_mode":"advanced"}',
    },
    headers: ['content-type: application/json'],
    body: '{"model":"model-name","messages":[],"provider_specific_mode":"advanced"}',
  },
}
for (const [name, { ask, headers, body }] of Object.entries(examples)) {
  test(`the documented example works: ${name}`, async () => {
    const told = await stage.ask(ask)
    assert.deepEqual([told.method, told.url], ['POST', 'https://my.vllm.com/v1/chat/completions'], told.text)
    assert.deepEqual(told.headers, headers)
    assert.equal(told.body, body)
    assert.equal(told.status, 200)
  })
}

const routes = ['/v1/chat/completions', '/v1/messages', '/v1/completions', '/v1/embeddings', '/v1/anything/else']
for (const route of routes) {
  test(`the documented route works: ${route}`, async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'QUERY']) {
      const headers = [`x-portkey-api-key: ${KEY}`, ...target, 'content-type: application/octet-stream']
      const body = new Uint8Array([0xff, 0xfe, 0, 0x80])
      const told = await stage.ask({ method, target: `${route}?q=1`, headers, body })
      assert.deepEqual([told.method, told.url], [method, `https://my.vllm.com${route}?q=1`])
      assert.deepEqual(told.request?.body, { kind: 'bytes', bytes: body })
    }
  })
}

test('@passthrough/MODEL goes to providers.passthrough.url where the headers name no host', async () => {
  const providers = new Map([...standard, ['passthrough', named('custom', 'https://configured.test/v1')]])
  const configured = await portkeyStage({ options: { providers } })
  const ask: Ask = {
    headers: ['x-portkey-api-key: k', 'content-type: application/json', 'authorization: Bearer theirs'],
    body: '{"model":"@passthrough/model-name","messages":[{"role":"user","content":"Hello!"}]}',
  }
  const told = await configured.ask(ask)
  assert.equal(told.url, 'https://configured.test/v1/chat/completions')
  assert.equal(told.body, '{"model":"model-name","messages":[{"role":"user","content":"Hello!"}]}')
  assert.deepEqual(told.headers, ['content-type: application/json', 'authorization: Bearer theirs'])
  const elsewhere = await configured.ask({
    ...ask,
    headers: [...(ask.headers ?? []), 'x-portkey-custom-host: https://other.test'],
  })
  assert.deepEqual(
    [elsewhere.url, JSON.parse(elsewhere.body).model],
    ['https://other.test/chat/completions', 'model-name'],
  )
})

test('@passthrough/MODEL with neither a host nor a configured address is refused with both names', async () => {
  const told = await stage.ask({
    headers: [`x-portkey-api-key: ${KEY}`, 'content-type: application/json'],
    body: '{"model":"@passthrough/model-name"}',
  })
  assert.deepEqual([told.status, told.code, told.url], [400, 'bad_control_header', undefined])
  assert.match(told.text, /x-portkey-custom-host.*providers\.passthrough\.url/)
})

test('errors of the provider arrive raw', async () => {
  const body = '<html>\xe9 529 </html>'
  const failing = await portkeyStage({
    upstream: () =>
      answer(
        Uint8Array.from(body, (c) => c.charCodeAt(0)),
        { status: 529, headers: ['content-type', 'text/html', 'x-should-retry', 'true'] },
      ),
  })
  const told = await failing.ask({ headers: target, body: '{}' })
  assert.equal(told.status, 529)
  assert.equal(told.answer.get('x-should-retry'), 'true')
  assert.equal(told.code, undefined)
})

test('streams arrive as they come', async () => {
  const events = ['data: {"a":1}\r\n\r\n', 'data: [DONE]\n\n']
  const streaming = await portkeyStage({ upstream: () => answer(flowOf(events.map(utf8))) })
  const told = await streaming.ask({ headers: target, body: '{"stream":true}' })
  assert.equal(told.status, 200)
  assert.equal(told.answer.get('x-portkey-provider'), 'passthrough')
})

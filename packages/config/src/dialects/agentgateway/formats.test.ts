import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesAs } from '../loaded-fixture.ts'
import { fate, JSON_TYPE, through } from '../through-fixture.ts'

const { loaded } = filesAs('/etc/agentgateway.yaml')

const OPENAI = 'https://api.openai.com'

function llm(params: string, provider = 'openAI', more = 'passthrough: opaque'): string {
  return `llm: { models: [{ name: "*", provider: ${provider}, params: { ${params} }, ${more} }] }`
}

test('addresses: prefixes take the place of the version, hosts are plain unless TLS is asked for', async () => {
  const rows: [text: string, target: string, upstream: string][] = [
    [llm('pathPrefix: /openai/v1'), '/v1/models?foo=bar', `${OPENAI}/openai/v1/models?foo=bar`],
    [llm('pathPrefix: /openai/v1'), '/foo', `${OPENAI}/openai/v1/foo`],
    [llm('pathPrefix: /openai/'), '/v1/models', `${OPENAI}/openai/models`],
    [llm('pathPrefix: /openai'), '/v1x/models', `${OPENAI}/openai/v1x/models`],
    [llm('baseUrl: "https://h.test/base/v1"'), '/v1/models', 'https://h.test/base/v1/models'],
    [llm('baseUrl: "https://h.test:8443"'), '/v1/models', 'https://h.test:8443/v1/models'],
    [llm('hostOverride: "h.test:8000"'), '/v1/models', 'http://h.test:8000/v1/models'],
    [
      llm('hostOverride: "h.test:443"', 'openai', 'passthrough: opaque, backendTLS: {}'),
      '/v1/m',
      'https://h.test/v1/m',
    ],
    [llm('pathOverride: /only/here'), '/v1/models', `${OPENAI}/only/here`],
    [llm('pathPrefix: /p', 'gemini'), '/v1beta/models', 'https://generativelanguage.googleapis.com/p/v1beta/models'],
    [llm('', 'anthropic'), '/v1/messages', 'https://api.anthropic.com/v1/messages'],
    [llm('pathPrefix: /p', 'anthropic'), '/v1/messages', 'https://api.anthropic.com/p/messages'],
    [llm('', 'groq'), '/v1/models', 'https://api.groq.com/openai/v1/models'],
    [llm('', 'ollama'), '/v1/models', 'http://localhost:11434/v1/models'],
    [
      llm('vertexRegion: us-east1, vertexProject: p', 'vertex'),
      '/v1/x',
      'https://us-east1-aiplatform.googleapis.com/v1/x',
    ],
    [llm('vertexProject: p', 'vertex'), '/v1/x', 'https://aiplatform.googleapis.com/v1/x'],
    [
      llm('awsRegion: eu-west-1', 'bedrock'),
      '/model/m/converse',
      'https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/converse',
    ],
    [
      llm('azureResourceName: acme, azureResourceType: openAI', 'azure'),
      '/openai/v1/x',
      'https://acme.openai.azure.com/openai/v1/x',
    ],
  ]
  for (const [text, target, upstream] of rows)
    assert.equal(fate(await through(await loaded(text), { target })), upstream, text)
})

const FORMATS = ['/v1/chat/completions', '/v1/messages', '/v1/responses', '/v1/embeddings', '/v1/rerank']

test('formats that a provider speaks pass, at its own path; all others answer 501 and name the adapter', async () => {
  const typed = (provider: string, params = '') => llm(params, provider, 'health: {}')
  const no = '501 adapter_unsupported'
  const azure = 'azureResourceName: acme, azureResourceType: openAI'
  const rows: [text: string, fates: string[]][] = [
    [
      typed('openai'),
      ['/v1/chat/completions', no, '/v1/responses', '/v1/embeddings', '/v1/rerank'].map((each) =>
        each === no ? no : OPENAI + each,
      ),
    ],
    [typed('anthropic'), [no, 'https://api.anthropic.com/v1/messages', no, no, no]],
    [
      typed('gemini'),
      [
        'https://generativelanguage.googleapis.com/v1beta/openai/chat/completions',
        ...[no, no],
        'https://generativelanguage.googleapis.com/v1beta/openai/embeddings',
        no,
      ],
    ],
    [typed('bedrock', 'awsRegion: eu-west-1'), [no, no, no, no, no]],
    [
      typed('azure', azure),
      [
        'https://acme.openai.azure.com/openai/v1/chat/completions',
        no,
        'https://acme.openai.azure.com/openai/v1/responses',
        'https://acme.openai.azure.com/openai/v1/embeddings',
        no,
      ],
    ],
    [
      typed('azure', `${azure}, azureApiVersion: 2024-10-21, model: gpt-x`),
      [
        'https://acme.openai.azure.com/openai/deployments/gpt-x/chat/completions?api-version=2024-10-21',
        no,
        'https://acme.openai.azure.com/openai/responses?api-version=2024-10-21',
        'https://acme.openai.azure.com/openai/deployments/gpt-x/embeddings?api-version=2024-10-21',
        no,
      ],
    ],
    [
      typed('vertex', 'vertexProject: p, vertexRegion: us-east1'),
      [
        'https://us-east1-aiplatform.googleapis.com/v1/projects/p/locations/us-east1/endpoints/openapi/chat/completions',
        no,
        no,
        no,
        no,
      ],
    ],
    [
      typed('deepseek'),
      [
        'https://api.deepseek.com/v1/chat/completions',
        'https://api.deepseek.com/anthropic/v1/messages',
        'https://api.deepseek.com/v1/responses',
        no,
        no,
      ],
    ],
    [
      typed('{ custom: { formats: [{ type: messages }, { type: embeddings, path: /e }] } }', 'baseUrl: "http://h:1/x"'),
      [no, 'http://h:1/x/messages', no, 'http://h:1/e', no],
    ],
  ]
  for (const [text, fates] of rows) {
    for (const [i, target] of FORMATS.entries()) {
      const seen = await through(await loaded(text), { target, headers: JSON_TYPE, body: '{"model":"m"}' })
      assert.equal(fate(seen), fates[i], `${text} ${target}`)
      if (seen.code !== undefined) assert.match(seen.text, /needs the adapter \w+-to-\w+/)
    }
  }
})

test('a table of suffixes: the longest decides, the star takes the rest, and without one all are completions', async () => {
  const bind = (provider: string, table: string) =>
    `binds: [{ port: 1, listeners: [{ routes: [{ backends: [{ ai: { name: a, provider: { ${provider} } } }], policies: { ai: { ${table} } } }] }] }]`
  const table =
    'routes: { "/completions": messages, "/v1/chat/completions": completions, "/v1/models": models, "*": passthrough }'
  const rows: [text: string, target: string, fate: string][] = [
    [bind('openAI: {}', table), '/v1/chat/completions', `${OPENAI}/v1/chat/completions`],
    [bind('openAI: {}', table), '/prefix/v1/chat/completions?a=1', `${OPENAI}/v1/chat/completions?a=1`],
    [bind('openAI: {}', table), '/v1/completions', '501 adapter_unsupported'],
    [bind('openAI: {}', table), '/v1/models', `${OPENAI}/v1/models`],
    [bind('openAI: { model: gpt-x }', table), '/v1/models', '200'],
    [bind('openAI: {}', table), '/else', `${OPENAI}/else`],
    [bind('openAI: {}', ''), '/anything', `${OPENAI}/v1/chat/completions`],
    [bind('anthropic: {}', ''), '/v1/messages', '501 adapter_unsupported'],
    [bind('openAI: {}', 'routes: { "/x": passthrough }'), '/v1/files', `${OPENAI}/v1/chat/completions`],
  ]
  for (const [text, target, expected] of rows)
    assert.equal(fate(await through(await loaded(text), { target })), expected, target)
  const { text } = await through(await loaded(bind('openAI: { model: gpt-x }', table)), { target: '/v1/models' })
  assert.deepEqual(JSON.parse(text), {
    object: 'list',
    data: [{ id: 'gpt-x', object: 'model', created: 0, owned_by: 'strait' }],
  })
})

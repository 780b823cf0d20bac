import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesAs, notes, ok, plain } from '../loaded-fixture.ts'
import { bifrost } from './index.ts'

const { loaded } = filesAs('/etc/config.json')

const $schema = 'https://www.getbifrost.ai/schema'
const AZURE_URL = 'https://acme.openai.azure.com'
const AZURE_KEY = '<0123456789abcdef0123456789abcdef>'

async function providersOf(providers: unknown): Promise<unknown> {
  return plain(ok(await loaded({ $schema, providers })).config.providers)
}

async function notesOf(providers: unknown): Promise<string[]> {
  return notes(await loaded({ $schema, providers }))
}

/** What one key of a provider becomes. */
async function keyOf(provider: string, key: object): Promise<unknown> {
  return ((await providersOf({ [provider]: { keys: [key] } })) as Record<string, unknown>)[provider]
}

test('recognises() tells the file from all others by its members', () => {
  const rows: [value: unknown, is: boolean][] = [
    [{ $schema: 'https://www.getbifrost.ai/schema' }, true],
    [{ $schema: 'https://www.getbifrost.ai/schema', routes: [] }, true],
    [{ providers: { openai: { keys: [{ value: 'env.A' }] } } }, true],
    [{ providers: { azure: { keys: [{ azure_key_config: {} }] } } }, true],
    [{ providers: { openai: { network_config: {} } } }, true],
    [{ providers: { mine: { custom_provider_config: {} } } }, true],
    [{ providers: {}, config_store: { enabled: false } }, true],
    [{ client: { enable_logging: true } }, true],
    [{ governance: { virtual_keys: [] } }, true],
    [{ providers: { openai: { key: 'k' } } }, false],
    [{ providers: { openai: { keys: ['k', { key: 'k', weight: 2 }] } } }, false],
    [{ providers: {}, client: {} }, false],
    [{ client: { head: '30s' } }, false],
    [{ providers: { openai: { network_config: {} } }, routes: [] }, false],
    [{ governance: {}, access: { keys: [] } }, false],
    [{ model_list: [] }, false],
    [{}, false],
    [[], false],
    ['governance', false],
  ]
  for (const [value, is] of rows) assert.equal(bifrost.recognises(value), is, JSON.stringify(value))
})

test('a file indented with tabs is read', async () => {
  const text =
    '{\n\t"providers": {\n\t\t"openai": {\n\t\t\t"keys": [{ "value": "env.OPENAI_API_KEY" }]\n\t\t}\n\t}\n}\n'
  const result = ok(await loaded(text))
  assert.deepEqual(plain(result.config.providers), { openai: { key: '<sk-openai>' } })
  assert.deepEqual(result.foreign, [{ file: '/etc/config.json', title: "Bifrost's config.json" }])
})

test('a key is the provider’s, in each of its forms', async () => {
  const rows: [value: unknown, key: string][] = [
    ['env.OPENAI_API_KEY', '<sk-openai>'],
    ['sk-written', '<sk-written>'],
    ['sk-${OPENAI_API_KEY}', '<sk-${OPENAI_API_KEY}>'],
    [{ value: '', env_var: 'env.OPENAI_API_KEY', from_env: true }, '<sk-openai>'],
    [{ value: 'env.OPENAI_API_KEY', env_var: 'env.OPENAI_API_KEY', from_env: false }, '<sk-openai>'],
    [{ value: 'sk-written', env_var: '', from_env: false }, '<sk-written>'],
    [{ ref: 'env.OPENAI_API_KEY', type: 'env', value: '' }, '<sk-openai>'],
    [{ ref: 'OPENAI_API_KEY', type: 'env', value: '' }, '<sk-openai>'],
    [{ value: 'sk-written', type: 'plain_text' }, '<sk-written>'],
  ]
  for (const [value, key] of rows) assert.deepEqual(await keyOf('openai', { value }), { key }, JSON.stringify(value))
})

test('the keys of clouds', async () => {
  const entra = { tenant_id: 'contoso.test', client_id: 'app', client_secret: 'env.CLIENT_SECRET' }
  const held = { tenant_id: 'contoso.test', client_id: 'app', client_secret: '<entra-secret>' }
  const azure = (more: object = {}) => ({ endpoint: AZURE_URL, ...more })
  const rows: [provider: string, key: object, becomes: unknown][] = [
    [
      'azure',
      { value: 'env.AZURE_KEY', azure_key_config: { endpoint: 'env.AZURE_ENDPOINT', api_version: '2024-10-21' } },
      { url: `${AZURE_URL}/`, key: AZURE_KEY, api_version: '2024-10-21' },
    ],
    [
      'azure',
      {
        value: 'env.AZURE_KEY',
        aliases: { best: 'prod-41', 'GPT-4o': { model_id: 'prod-4o', model_name: 'gpt-4o' } },
        azure_key_config: azure({ deployments: { 'gpt-4o': 'old-4o', same: 'same' } }),
      },
      { url: AZURE_URL, key: AZURE_KEY, deployments: { best: 'prod-41', 'GPT-4o': 'prod-4o' } },
    ],
    ['azure', { azure_key_config: azure(entra) }, { url: AZURE_URL, entra: held }],
    [
      'azure',
      { value: 'env.AZURE_KEY', azure_key_config: azure({ ...entra, scopes: ['api://x/.default'] }) },
      { url: AZURE_URL, entra: { ...held, scope: 'api://x/.default' } },
    ],
    [
      'azure',
      { value: 'env.AZURE_KEY', azure_key_config: azure({ client_id: 'app' }) },
      { url: AZURE_URL, key: AZURE_KEY },
    ],
    [
      'bedrock',
      { bedrock_key_config: { access_key: 'env.AWS_ID', secret_key: 'env.AWS_SECRET', region: 'env.REGION' } },
      { region: 'eu-central-1', aws: { access_key_id: '<AKIDENV>', secret_access_key: '<aws-secret>' } },
    ],
    [
      'bedrock',
      { bedrock_key_config: { access_key: 'AKID', secret_key: 's', session_token: 't' } },
      { region: 'us-east-1', aws: { access_key_id: 'AKID', secret_access_key: '<s>', session_token: '<t>' } },
    ],
    ['bedrock', { value: 'ABSK', bedrock_key_config: { region: 'us-west-2' } }, { region: 'us-west-2', key: '<ABSK>' }],
    ['bedrock', { bedrock_key_config: { region: 'us-west-2' } }, { region: 'us-west-2' }],
    ['vertex', { value: 'AIza-express', vertex_key_config: { region: 'eu' } }, { region: 'eu', key: '<AIza-express>' }],
    ['vertex', { vertex_key_config: { project_id: 'p', region: 'us-central1' } }, { region: 'us-central1' }],
  ]
  for (const [provider, key, becomes] of rows)
    assert.deepEqual(await keyOf(provider, key), becomes, JSON.stringify(key))
})

test('addresses: where Bifrost adds /v1 it is part of the base', async () => {
  const at = (base_url: string) => ({ network_config: { base_url }, keys: [{ value: 'k' }] })
  const rows: [provider: string, settings: object, url: string | undefined][] = [
    ['openai', at('http://10.0.0.5:8000'), 'http://10.0.0.5:8000/v1'],
    ['openai', at('http://10.0.0.5:8000/'), 'http://10.0.0.5:8000/v1'],
    ['openai', at('http://10.0.0.5:8000/v1'), 'http://10.0.0.5:8000/v1'],
    ['openai', at('http://10.0.0.5:8000/openai'), 'http://10.0.0.5:8000/openai/v1'],
    ['groq', at('https://groq.test/openai'), 'https://groq.test/openai/v1'],
    ['anthropic', at('http://10.0.0.5:8000'), 'http://10.0.0.5:8000'],
    ['gemini', at('http://10.0.0.5:8000/v1beta'), 'http://10.0.0.5:8000/v1beta'],
    ['cohere', at('http://10.0.0.5:8000'), 'http://10.0.0.5:8000'],
    ['vertex', at('http://10.0.0.5:8000'), 'http://10.0.0.5:8000'],
    ['azure', at(AZURE_URL), AZURE_URL],
    ['elevenlabs', at('https://api.elevenlabs.io'), 'https://api.elevenlabs.io'],
    [
      'vllm',
      { keys: [{ value: '', vllm_key_config: { url: 'http://vllm:8000', model_name: 'm' } }] },
      'http://vllm:8000/v1',
    ],
    ['ollama', { keys: [{ value: '', ollama_key_config: { url: 'http://ollama:11434' } }] }, 'http://ollama:11434'],
    ['sgl', { keys: [{ value: '', sgl_key_config: { url: 'http://sgl:30000' } }] }, 'http://sgl:30000/v1'],
    ['openai', { keys: [{ value: 'k' }] }, undefined],
  ]
  for (const [provider, settings, url] of rows) {
    const found = (await providersOf({ [provider]: settings })) as Record<string, { url?: string }>
    assert.equal(found[provider]?.url, url, `${provider} ${JSON.stringify(settings)}`)
  }
})

test('providers of one’s own, and names in any case', async () => {
  const custom = (base_provider_type: string, more: object = {}) => ({
    keys: [{ value: 'k' }],
    custom_provider_config: { base_provider_type, ...more },
    network_config: { base_url: 'https://mine.test' },
  })
  assert.deepEqual(await providersOf({ 'openai-eu': custom('openai') }), {
    'openai-eu': { type: 'openai', url: 'https://mine.test/v1', key: '<k>' },
  })
  assert.deepEqual(await providersOf({ claude: custom('anthropic', { is_key_less: false }) }), {
    claude: { type: 'anthropic', url: 'https://mine.test', key: '<k>' },
  })
  assert.deepEqual(await providersOf({ pics: custom('replicate') }), { pics: { url: 'https://mine.test', key: '<k>' } })
  assert.deepEqual(await providersOf({ OpenAI: { keys: [{ value: 'k' }] } }), { openai: { key: '<k>' } })
  assert.deepEqual(await notesOf({ huggingface: { keys: [{ value: 'k' }] } }), [
    'providers.huggingface: no provider is made of it: it is none of the built-in ones, and network_config.base_url is missing',
  ])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesAs, told } from '../loaded-fixture.ts'

const { loaded } = filesAs('/etc/config.json')

/** A file of one provider, which begins in line 2. */
const provider = (name: string, members: string) => `{ "$schema": "https://www.getbifrost.ai/schema", "providers": {
  "${name}": ${members}
} }`
const key = (name: string, members: string) => provider(name, `{ "keys": [{ ${members} }] }`)

const withoutColumn = (line: string) => line.replace(/^(\d+):\d+ /, '$1 ')

test('mistakes are told at their place in the file itself', async () => {
  const rows: [text: string, lines: string[]][] = [
    [
      key('openai', '"value": "env.GONE"'),
      ['2 providers.openai.keys[0].value: the environment variable GONE is not set'],
    ],
    [key('openai', '"value": "env."'), ['2 providers.openai.keys[0].value: `env.` names no variable']],
    [key('openai', '"value": "env.MY-KEY"'), ['2 providers.openai.keys[0].value: `env.` names no variable']],
    [key('openai', '"value": "vault.a/b"'), ['2 providers.openai.keys[0].value: references to a vault are not read']],
    [key('openai', '"value": 7'), ['2 providers.openai.keys[0].value: wrong value']],
    [
      provider('openai', '{ "keys": [{ "value": "k" }], "network_config": { "max_retries": "often" } }'),
      ['2 providers.openai.network_config.max_retries: it is no number'],
    ],
    [key('openai', '"value": "k", "weight": "half"'), ['2 providers.openai.keys[0].weight: it is no number']],
    [
      provider('openai', '{ "keys": [{ "value": "k" }], "concurrency_and_buffer_size": { "concurrency": "few" } }'),
      ['2 providers.openai.concurrency_and_buffer_size.concurrency: it is no number'],
    ],
    [provider('openai', '[]'), ['2 providers.openai: it is no map of settings']],
    [provider('openai', '{ "keys": {} }'), ['2 providers.openai.keys: it is no list']],
    [
      provider('openai', '{ "keys": [{ "value": "k" }] }, "OpenAI": {}'),
      ['2 providers.OpenAI: another provider has this name in another case'],
    ],
    [
      provider('openai', '{ "network_config": { "base_url": "localhost:8000" } }'),
      ['2 providers.openai.network_config.base_url: write a whole URL, like https://host/path'],
    ],
    [
      provider('openai', '{ "network_config": { "default_request_timeout_in_seconds": "soon" } }'),
      ['2 providers.openai.network_config.default_request_timeout_in_seconds: it is no number of seconds'],
    ],
    [
      provider('openai', '{ "network_config": { "extra_headers": { "host": "x" } } }'),
      ['2 providers.openai.network_config.extra_headers.host: the host header follows the url'],
    ],
    [
      provider('my provider', '{ "network_config": { "base_url": "https://h" }, "keys": [{ "value": "k" }] }'),
      ['2 providers."my provider": the name is the first segment of its path: letters, digits and - . _ ~'],
    ],
    [
      key('azure', '"value": "0123456789abcdef0123456789abcdef"'),
      [
        '2 providers.azure.keys[0]: azure_key_config.endpoint is missing, and every Azure resource has an address of its own',
      ],
    ],
    [
      key('azure', '"value": "k", "azure_key_config": { "api_version": "2024-10-21" }'),
      [
        '2 providers.azure.keys[0].azure_key_config: azure_key_config.endpoint is missing, and every Azure resource has an address of its own',
      ],
    ],
    [
      key('azure', '"value": "k", "azure_key_config": { "endpoint": "https://h", "deployments": { "a": "b/c" } }'),
      [
        '2 providers.azure.keys[0].azure_key_config.deployments.a: it is one segment of a path: no slashes, no control characters',
      ],
    ],
    [
      key('bedrock', '"bedrock_key_config": { "access_key": "a" }'),
      ['2 providers.bedrock.keys[0].bedrock_key_config.access_key: access_key stands without secret_key'],
    ],
    [
      key('vertex', '"vertex_key_config": { "auth_credentials": "{}" }'),
      ['2 providers.vertex.keys[0].vertex_key_config.auth_credentials: client_email is missing, or no text'],
    ],
    [
      provider('openai', '{ "keys": [{ "value": "k" }], "proxy_config": { "type": "socks5", "url": "socks5://h:1" } }'),
      ['2 providers.openai.proxy_config.type: only http proxies can be used'],
    ],
    [
      provider('openai', '{ "keys": [{ "value": "k" }], "proxy_config": { "type": "http" } }'),
      ['2 providers.openai.proxy_config: url is missing'],
    ],
    [
      key('azure', '"value": "k", "azure_key_config": { "endpoint": "https://h" }, "aliases": { "a": {} }'),
      ['2 providers.azure.keys[0].aliases.a: it names no deployment'],
    ],
    [
      '{ "governance": { "virtual_keys": [{ "name": "a", "value": "env." }] } }',
      ['1 governance.virtual_keys[0].value: `env.` names no variable'],
    ],
    ['{ "encryption_key": "k", "plugins": { "name": "guard" } }', ['1 plugins: it is no list']],
    ['{ "governance": { "virtual_keys": {} } }', ['1 governance.virtual_keys: it is no list']],
    [
      '{ "governance": { "virtual_keys": [{ "name": "a", "value": "k" }, { "name": "a", "value": "l" }] } }',
      ['1 governance.virtual_keys[1].name: governance.virtual_keys[0] has this name already'],
    ],
    [
      '{ "client": { "enable_logging": true, "allowed_origins": ["https://*.test"] } }',
      ['1 client.allowed_origins[0]: an origin is scheme and host'],
    ],
    [
      '{ "client": { "enable_logging": true, "max_request_body_size_mb": "big" } }',
      ['1 client.max_request_body_size_mb: wrong value'],
    ],
  ]
  for (const [text, lines] of rows) {
    const result = await loaded(text)
    assert.equal(result.kind, 'invalid', text)
    assert.deepEqual(told(result).map(withoutColumn), lines, text)
  }
})

test('no message shows what may be secret', async () => {
  const text = `{
  "encryption_key": "planted",
  "governance": {
    "virtual_keys": [{ "name": "one", "value": "planted", "expires_at": "planted" }],
    "routing_rules": [
      { "name": "planted", "cel_expression": "planted[\\"planted\\"] == 'planted'", "targets": [{ "provider": "openai", "model": "planted", "key_id": "planted", "weight": "heavy" }], "fallbacks": ["openai/planted"] },
      { "name": "planted", "cel_expression": "headers['planted'].matches('(planted')", "targets": [{ "provider": "openai", "weight": 1 }] },
      { "cel_expression": "'planted", "scope": "team", "scope_id": "planted", "targets": [{ "model": "planted" }] }
    ]
  },
  "plugins": [{ "name": "guard", "enabled": true, "config": { "url": "planted", "models": ["planted"] } }],
  "providers": {
    "openai": {
      "keys": [{ "name": "planted", "value": "planted ", "blacklisted_models": ["planted"], "models": ["a*b*"], "weight": "heavy" }, { "value": "planted2" }],
      "network_config": { "base_url": "https://u:planted@h", "max_retries": "planted", "retry_backoff_initial": "planted", "extra_headers": { "a b": "planted", "url": "planted " } },
      "netwrok_config": { "url": "planted ", "base_url": "planted" },
      "proxy_config": { "type": "http", "url": "http://u:planted@h/x", "password": "planted" }
    },
    "bedrock": { "keys": [{ "bedrock_key_config": { "access_key": "planted" } }] }
  }
}`
  const result = await loaded(text)
  assert.equal(result.kind, 'invalid')
  assert.doesNotMatch(JSON.stringify(result), /planted/)
})

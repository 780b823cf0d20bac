import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesAs, notes, ok, plain, told } from '../loaded-fixture.ts'

const { loaded } = filesAs('/etc/config.json')

const $schema = 'https://www.getbifrost.ai/schema'
const LOCK = 'restricts, and this build does not enforce it:'
const openai = { keys: [{ name: 'first', value: 'sk-1' }] }
const anthropic = { keys: [{ name: 'claude', value: 'sk-ant-1' }] }
const ALL = { allowed_models: ['*'], key_ids: ['*'] }

const virtualKey = (more: object = {}) => ({
  id: 'vk-1',
  name: 'one',
  value: 'env.VK_ONE',
  allow_all_providers: true,
  ...more,
})

/** A file with virtual keys for two providers. */
const withKeys = (virtual_keys: object[], more: object = {}) => ({
  $schema,
  governance: { virtual_keys },
  providers: { openai, anthropic },
  ...more,
})

/** Names of the locks that keep Strait from starting. */
async function locksOf(file: unknown): Promise<string[]> {
  return told(await loaded(file)).map((line) => {
    assert.ok(line.includes(LOCK), line)
    return line.split(` ${LOCK}`)[0]?.split(': ')[1] ?? ''
  })
}

test('virtual keys that have a value are the keys of callers from now on', async () => {
  const rows: [keys: object[], access: unknown][] = [
    [[virtualKey()], { keys: [{ name: 'one', key: '<sk-bf-one>' }], carriers: [] }],
    [[virtualKey({ name: '', value: 'sk-bf-x' })], { keys: [{ name: 'vk-1', key: '<sk-bf-x>' }], carriers: [] }],
    [
      [virtualKey(), virtualKey({ name: 'off', value: 'sk-bf-off', is_active: false })],
      { keys: [{ name: 'one', key: '<sk-bf-one>' }], carriers: [] },
    ],
    [
      [virtualKey(), virtualKey({ name: 'stored', value: undefined })],
      { keys: [{ name: 'one', key: '<sk-bf-one>' }], carriers: [] },
    ],
    [[], undefined],
  ]
  for (const [keys, access] of rows) {
    assert.deepEqual(plain(ok(await loaded(withKeys(keys))).config.access), access, JSON.stringify(keys))
  }
  const said = notes(await loaded(withKeys([virtualKey(), { id: 'vk-2', name: 'stored' }])))
  assert.deepEqual(said, [
    'governance.virtual_keys: callers without one passed there, as enforce_auth_on_inference is not on; here everyone needs one',
    'governance.virtual_keys[1]: not used: it has no value here, and what a database keeps is not read',
  ])
})

test('a virtual key opens the providers that it opened there, and no other', async () => {
  const two = virtualKey({ id: 'vk-2', name: 'two', value: 'env.VK_TWO' })
  const only = (provider: string, more: object = ALL) =>
    virtualKey({ allow_all_providers: false, provider_configs: [{ provider, weight: 1, ...more }] })
  const rows: [keys: object[], openaiAllows: unknown, anthropicAllows: unknown, version?: number][] = [
    [[virtualKey(), two], undefined, undefined],
    [[only('openai'), two], undefined, ['two']],
    [[only('OpenAI'), two], undefined, ['two']],
    [[only('openai')], undefined, []],
    [[only('openai', { ...ALL, key_ids: ['first'] }), two], undefined, ['two']],
    [[only('openai', { allowed_models: ['*'], allow_all_keys: true }), two], undefined, ['two']],
    [[only('openai', { ...ALL, allowed_models: [] }), two], ['two'], ['two']],
    [[only('openai', { allowed_models: ['*'] }), two], ['two'], ['two']],
    [[only('openai', {}), two], undefined, ['two'], 1],
    [[virtualKey({ allow_all_providers: undefined }), two], ['two'], ['two']],
    [[virtualKey({ allow_all_providers: undefined }), two], undefined, undefined, 1],
    [[virtualKey({ provider_configs: [{ provider: 'openai', ...ALL }] }), two], undefined, undefined],
  ]
  for (const [keys, openaiAllows, anthropicAllows, version] of rows) {
    const { providers } = ok(await loaded(withKeys(keys, { version }))).config
    const allow = [providers['openai']?.allow, providers['anthropic']?.allow]
    assert.deepEqual(allow, [openaiAllows, anthropicAllows], JSON.stringify(keys[0]))
  }
})

test('what is narrower than a provider is a lock', async () => {
  const narrow = (entry: object, more: object = {}) =>
    withKeys([virtualKey({ provider_configs: [{ provider: 'openai', ...ALL, ...entry }], ...more })])
  const rows: [file: unknown, locks: string[]][] = [
    [narrow({}), []],
    [narrow({ allowed_models: ['gpt-4o'] }), ['allowed_models']],
    [narrow({ key_ids: ['another'] }), ['key_ids']],
    [narrow({ blacklisted_models: ['gpt-5'] }), ['blacklisted_models']],
    [narrow({ budgets: [{ max_limit: 1, reset_duration: '1d' }] }), ['budgets']],
    [narrow({ rate_limit: { request_max_limit: 1 } }), ['rate_limit']],
    [narrow({}, { expires_at: '2027-01-01T00:00:00Z' }), ['expires_at']],
    [narrow({}, { access_profile_id: 3 }), ['access_profile_id']],
    [narrow({}, { team_id: 't', customer_id: null, calendar_aligned: true, description: 'x', mcp_configs: [{}] }), []],
  ]
  for (const [file, locks] of rows) assert.deepEqual(await locksOf(file), locks, JSON.stringify(file))
})

test('a setting that restricts and does not hold keeps Strait from starting, until it is accepted', async () => {
  const provider = (more: object) => ({ $schema, providers: { openai: { ...openai, ...more } } })
  const key = (more: object) => provider({ keys: [{ value: 'sk-k', ...more }] })
  const client = (more: object) => ({ $schema, client: more })
  const governance = (more: object) => ({ $schema, governance: more })
  const plugin = (more: object) => ({ $schema, plugins: [{ enabled: true, config: {}, ...more }] })
  const rows: [file: unknown, names: string[]][] = [
    [governance({ budgets: [{ id: 'b', max_limit: 500, reset_duration: '1M' }] }), ['budgets']],
    [governance({ rate_limits: [{ id: 'r', request_max_limit: 10 }] }), ['rate_limits']],
    [governance({ model_configs: [{ id: 'm', model_name: 'gpt-4o', rate_limit_id: 'r' }] }), ['model_configs']],
    [governance({ teams: [{ id: 't', name: 'T', budgets: [{ max_limit: 1 }] }] }), ['budgets']],
    [governance({ roles: [{ name: 'admin' }] }), ['roles']],
    [governance({ projects: [{ name: 'p' }] }), ['projects']],
    [governance({ providers: [{ name: 'openai', budget_id: 'b' }] }), ['governance.providers']],
    [governance({ auth_config: { is_enabled: true, admin_username: 'a' } }), ['auth_config']],
    [{ $schema, auth_config: { is_enabled: true } }, ['auth_config']],
    [governance({ virtual_keys: [{ id: 'a', name: 'a' }] }), ['virtual_keys']],
    [governance({ a_policy_of_tomorrow: 'strict' }), ['a_policy_of_tomorrow']],
    [client({ enforce_auth_on_inference: true }), ['enforce_auth_on_inference']],
    [client({ enforce_governance_header: true }), ['enforce_governance_header']],
    [client({ enforce_scim_auth: true }), ['enforce_scim_auth']],
    [client({ required_headers: ['x-team'] }), ['required_headers']],
    [client({ allowed_ips: ['10.0.0.1'] }), ['allowed_ips']],
    [{ $schema, guardrails_config: { guardrail_rules: [{ id: 1 }] } }, ['guardrails_config']],
    [{ $schema, access_profiles: [{ name: 'p' }] }, ['access_profiles']],
    [{ $schema, scim_config: { enabled: true } }, ['scim_config']],
    [{ $schema, something_new: { inner: { deny_list: ['x'] } } }, ['something_new']],
    [plugin({ name: 'my-guard', path: '/app/guard.so' }), ['my-guard']],
    [plugin({ name: 'otel', path: '/app/own.so' }), ['otel']],
    [plugin({ name: 'unheard-of' }), ['unheard-of']],
    [plugin({ name: 'governance', config: { is_vk_mandatory: true } }), ['is_vk_mandatory']],
    [
      provider({ custom_provider_config: { base_provider_type: 'openai', allowed_requests: {} } }),
      ['allowed_requests'],
    ],
    [provider({ openai_config: { disable_store: true } }), ['disable_store']],
    [key({ blacklisted_models: ['gpt-5'] }), ['blacklisted_models']],
    [
      {
        $schema,
        providers: { bedrock: { keys: [{ bedrock_key_config: { access_key: 'a', secret_key: 's', role_arn: 'r' } }] } },
      },
      ['role_arn'],
    ],
  ]
  for (const [file, names] of rows) {
    assert.deepEqual(await locksOf(file), names, JSON.stringify(file))
    const accepted = ok(await loaded(file, { accept: names }))
    assert.match(told(accepted)[0] ?? '', /is not enforced, and accepted/)
  }
})

test('what is off, or restricts nothing, is no lock', async () => {
  const rows: object[] = [
    { client: { enforce_auth_on_inference: false, required_headers: [], drop_excess_requests: true } },
    {
      client: { header_filter_config: { allowlist: ['a'] }, whitelisted_routes: ['/health'], allow_direct_keys: true },
    },
    { client: { mcp_server_auth_mode: 'oauth', oauth2_server_config: { issuer_url: 'x' }, allowed_headers: ['x'] } },
    { governance: { auth_config: { is_enabled: false, admin_password: 'p' }, budgets: [], rate_limits: null } },
    { governance: { auth_config: { is_enabled: true, disable_auth_on_inference: true } } },
    { governance: { customers: [{ id: 'c', name: 'C', budget_id: 'b', rate_limit_id: 'r' }], routing_rules: [{}] } },
    {
      plugins: [
        { name: 'my-guard', enabled: false },
        { name: 'governance', enabled: true, config: {} },
      ],
    },
    { plugins: ['otel', 'telemetry', 'semantic_cache', 'maxim'].map((name) => ({ name, enabled: true })) },
    { config_store: { enabled: true, type: 'sqlite' }, logs_store: {}, mcp: { client_configs: [{}] } },
    { cluster_config: { enabled: false }, guardrails_config: { guardrail_rules: [], enabled: false } },
    {
      providers: {
        openai: {
          ...openai,
          custom_provider_config: {
            base_provider_type: 'openai',
            allowed_requests: { passthrough: true, passthrough_stream: true },
          },
        },
      },
    },
  ]
  for (const file of rows) assert.deepEqual(told(await loaded({ $schema, ...file })), [], JSON.stringify(file))
})

test('who asks for keys in strait.yaml holds what they would hold', async () => {
  const files = {
    '/etc/config.json': JSON.stringify({
      $schema,
      client: { enforce_auth_on_inference: true },
      governance: { auth_config: { is_enabled: true }, virtual_keys: [{ id: 'a', name: 'stored' }] },
      providers: { openai },
    }),
  }
  const main = 'include: [config.json]\naccess: { keys: [{ name: me, key: mine }] }\n'
  assert.deepEqual(told(await loaded(main, { source: '/etc/strait.yaml', files })), [])
  assert.equal(told(await loaded('include: [config.json]\n', { source: '/etc/strait.yaml', files })).length, 3)
})

test('sizes and origins of client hold here', async () => {
  const client = { max_request_body_size_mb: 100, allowed_origins: ['https://app.test', 'https://b.test:8443'] }
  const { config } = ok(await loaded({ $schema, client }))
  assert.equal(config.bounds.body, 100 * 1024 * 1024)
  assert.deepEqual(config.cors?.origins, ['https://app.test', 'https://b.test:8443'])
  assert.deepEqual(ok(await loaded({ $schema, client: { allowed_origins: ['*'] } })).config.cors?.origins, ['*'])
  assert.equal(ok(await loaded({ $schema, client: { allowed_origins: [] } })).config.cors, undefined)
})

test('every member that nothing is made of is told by its name, with the reason', async () => {
  const file = {
    $schema,
    encryption_key: 'env.NOT_SET',
    config_store: { enabled: true, type: 'sqlite', config: { path: 'config.db' } },
    logs_store: { enabled: false },
    vector_store: { enabled: true, type: 'redis' },
    framework: { pricing: {} },
    mcp: { client_configs: [{ name: 'weather' }] },
    nobody_knows: { x: 1 },
    plugins: [{ name: 'otel', enabled: true, config: { collector_url: 'http://otel:4318' } }],
    client: { initial_pool_size: 300 },
    governance: { routing_rules: [{ id: 'r' }] },
  }
  assert.deepEqual(notes(await loaded(file)), [
    'encryption_key: not used: nothing is stored',
    'config_store: not used: providers, keys and settings that are kept in its database are not read; virtual keys of it open nothing',
    'vector_store: not used: answers are kept word for word: write cache: … at a route in strait.yaml',
    'framework: not used: prices are not looked up yet',
    'mcp: not used: there is no MCP here',
    'nobody_knows: not used',
    'plugins[0]: otel is not used: write telemetry: { otlp: … } in strait.yaml',
    'client.initial_pool_size: not used: connections are made as they are needed',
    'governance.routing_rules[0]: not used: it names neither a provider nor a model',
  ])
})

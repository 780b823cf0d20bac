import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesAs, ok, plain, type Surroundings } from '../loaded-fixture.ts'
import { litellm } from './index.ts'
import { ADAPTER, ASSISTANTS, BRIA, RERANK } from './seed-fixture.ts'

const { loaded } = filesAs('/etc/litellm.yaml')

const MAPPED = ['/vertex_ai/*', '/vertex-ai/*', '/assemblyai/*', '/eu.assemblyai/*', '/langfuse/*']

/** The routes of the file itself, without those that LiteLLM has anyway. */
async function routesOf(text: string, around?: Surroundings): Promise<unknown> {
  return plain(ok(await loaded(text, around)).config.routes.filter(({ path }) => !MAPPED.includes(path)))
}

function endpoint(members: string): string {
  return `general_settings:\n  pass_through_endpoints:\n    - { path: /p, target: "https://h/t", forward_headers: true, ${members} }\n`
}

const ONLY = ['accept', 'accept-encoding', 'content-encoding', 'content-type']

test('recognises() tells the file from all others by its members', () => {
  const rows: [value: unknown, is: boolean][] = [
    [{ model_list: [] }, true],
    [{ general_settings: null }, true],
    [{ litellm_settings: {}, router_settings: {} }, true],
    [{}, false],
    [[], false],
    ['general_settings', false],
    [{ providers: {}, general_settings: {} }, false],
    [{ routes: [] }, false],
    [{ providers: {}, client: {} }, false],
    [{ binds: [] }, false],
  ]
  for (const [value, is] of rows) assert.equal(litellm.recognises(value), is, JSON.stringify(value))
})

test('translate() makes the rerank example a route with its headers', async () => {
  const { config, foreign } = ok(await loaded(RERANK))
  assert.deepEqual(foreign, [{ file: '/etc/litellm.yaml', title: "LiteLLM's config" }])
  assert.deepEqual(plain(config.access), {
    keys: [{ name: 'master_key', key: '<sk-1234>' }],
    carriers: ['x-litellm-api-key'],
  })
  const set = [
    ['Authorization', '<bearer cohere-key>'],
    ['content-type', 'application/json'],
    ['accept', 'application/json'],
  ]
  assert.deepEqual(await routesOf(RERANK), [
    {
      path: '/v1/rerank',
      to: { kind: 'url', url: 'https://api.cohere.com/v1/rerank', headers: { request: { set } } },
      open: false,
    },
  ])
})

test('translate() makes an endpoint with subpaths two routes, and keeps its price', async () => {
  const to = {
    kind: 'url',
    url: 'https://engine.prod.bria-api.com',
    headers: { request: { only: ONLY, set: [['api_token', '<bria-key>']] } },
    price: { per_request: 12 },
  }
  assert.deepEqual(await routesOf(BRIA), [
    { path: '/bria', to, open: false },
    { path: '/bria/*', to, open: false },
  ])
})

test('translate() makes the adapter a route that names it, and takes the model for its provider', async () => {
  const { config, notes } = ok(await loaded(ADAPTER))
  assert.deepEqual(await routesOf(ADAPTER), [
    { path: '/v1/messages', to: { kind: 'adapter', adapter: 'custom_callbacks.anthropic_adapter' }, open: false },
  ])
  assert.deepEqual(plain(config.providers), { openai: { key: '<sk-openai>' } })
  const said = notes.map(({ line, message }) => `${line} ${message}`)
  assert.deepEqual(said, [
    '3 model names are not rewritten: callers send gpt-3.5-turbo',
    '12 adapters are not part of this version: this route answers 501 and names it',
  ])
})

test('translate() fills in query parameters, and lets the target go before the defaults', async () => {
  const [first] = (await routesOf(ASSISTANTS)) as { to: Record<string, unknown> }[]
  assert.deepEqual(first?.to['query_defaults'], [['api-version', '2024-05-01-preview']])
  const rows: [members: string, target: string, url: string, defaults: unknown][] = [
    [
      'default_query_params: { a: 1, b: true }',
      'https://h/t',
      'https://h/t',
      [
        ['a', '1'],
        ['b', 'true'],
      ],
    ],
    [
      'default_query_params: { a: 1 }',
      'https://h/t?a=2&c=%20x',
      'https://h/t',
      [
        ['a', '2'],
        ['c', ' x'],
      ],
    ],
    ['auth: true', 'https://h/t?flag', 'https://h/t?flag', undefined],
    ['auth: true', 'https://h/t?a=1&a=2', 'https://h/t?a=1&a=2', undefined],
    ['auth: true', 'https://h/t?a=%zz', 'https://h/t?a=%zz', undefined],
  ]
  for (const [members, target, url, defaults] of rows) {
    const text = `general_settings:\n  master_key: k\n  pass_through_endpoints:\n    - { path: /p, target: "${target}", ${members} }\n`
    const [route] = (await routesOf(text)) as { to: Record<string, unknown> }[]
    assert.deepEqual([route?.to['url'], route?.to['query_defaults']], [url, defaults], target)
  }
})

test('translate() reads each member of an endpoint', async () => {
  const to = { kind: 'url', url: 'https://h/t' }
  const base = { path: '/p', to, open: false }
  const basic = `<Basic ${btoa('pk-lf-1:sk-lf-2')}>`
  const rows: [members: string, route: unknown][] = [
    ['id: x, is_from_config: true, merge_query_params: true', base],
    ['auth: false', { ...base, open: true }],
    ['auth: "false"', { ...base, open: true }],
    ['auth: null', base],
    ['auth: 0', base],
    ['methods: [get, POST]', { ...base, methods: ['GET', 'POST'] }],
    ['methods: []', base],
    ['cost_per_request: 0.5', { ...base, to: { ...to, price: { per_request: 0.5 } } }],
    ['cost_per_request: "3"', { ...base, to: { ...to, price: { per_request: 3 } } }],
    ['timeout: 2', { ...base, timeouts: { connect: 2000, first_byte: 2000, idle: 2000 } }],
    ['timeout: 0.5', { ...base, timeouts: { connect: 500, first_byte: 500, idle: 500 } }],
    ['headers: { x-n: 1, x-no: null }', { ...base, to: { ...to, headers: { request: { set: [['x-n', '1']] } } } }],
    [
      'headers: { a: "os.environ/PK,os.environ/SK" }',
      { ...base, to: { ...to, headers: { request: { set: [['a', '<pk-lf-1,sk-lf-2>']] } } } },
    ],
    ['headers: { a: "${PK}" }', { ...base, to: { ...to, headers: { request: { set: [['a', '${PK}']] } } } }],
    [
      'headers: { LANGFUSE_PUBLIC_KEY: os.environ/PK, LANGFUSE_SECRET_KEY: os.environ/SK }',
      { ...base, to: { ...to, basic } },
    ],
    [
      'headers: { litellm_user_api_key: x-api-key }',
      { ...base, to: { ...to, headers: { request: { remove: ['x-api-key'] } } } },
    ],
  ]
  for (const [members, route] of rows) assert.deepEqual(await routesOf(endpoint(members)), [route], members)
})

test('translate() keeps a path with a slash at its end, and reads / itself', async () => {
  const paths = async (members: string) =>
    (
      (await routesOf(`general_settings:\n  pass_through_endpoints:\n    - { target: "https://h", ${members} }\n`)) as {
        path: string
      }[]
    ).map(({ path }) => path)
  assert.deepEqual(await paths('path: /a/'), ['/a/'])
  assert.deepEqual(await paths('path: /a/, include_subpath: true'), ['/a', '/a/*'])
  assert.deepEqual(await paths('path: /, include_subpath: true'), ['/', '/*'])
})

test('master_key locks, wherever it is written', async () => {
  const rows: [text: string, env: Record<string, string>, key: string | undefined][] = [
    ['general_settings: { master_key: os.environ/MASTER }', {}, '<sk-master>'],
    ['general_settings: {}', { LITELLM_MASTER_KEY: 'from-env' }, '<from-env>'],
    ['model_list: []', { LITELLM_MASTER_KEY: 'from-env' }, '<from-env>'],
    ['general_settings: { master_key: own }', { LITELLM_MASTER_KEY: 'from-env' }, '<own>'],
    ['general_settings:\nenvironment_variables: { LITELLM_MASTER_KEY: in-file }', {}, '<in-file>'],
    ['general_settings: { master_key: os.environ/IN }\nenvironment_variables: { IN: in-file }', {}, '<in-file>'],
    ['general_settings: { master_key: null }', {}, undefined],
  ]
  for (const [text, env, key] of rows) {
    const { config } = ok(await loaded(text, { env }))
    assert.equal(plain(config.access?.keys[0]?.key), key, text)
  }
})

test('a header for the key is a carrier where a key is asked for', async () => {
  const text = (name: string) =>
    `general_settings:\n  master_key: k\n  litellm_key_header_name: X-Team-Key\n  pass_through_endpoints:\n    - { path: /p, target: "https://h", headers: { litellm_user_api_key: ${name} } }\n`
  const carriers = async (name: string) => ok(await loaded(text(name))).config.access?.carriers
  assert.deepEqual(await carriers('x-my-key'), ['x-litellm-api-key', 'X-Team-Key', 'x-my-key'])
  assert.deepEqual(await carriers('x-api-key'), ['x-litellm-api-key', 'X-Team-Key'])
  assert.deepEqual(await carriers('x-team-key'), ['x-litellm-api-key', 'X-Team-Key'])
})

test("LiteLLM's other provider paths lead to their providers, unless the file takes them", async () => {
  const { config } = ok(await loaded('model_list: []\n'))
  assert.deepEqual(
    config.routes.map(({ path, to }) => [path, to.kind === 'provider' ? to.provider : to.kind === 'url' && to.url]),
    [
      ['/vertex_ai/*', 'vertex'],
      ['/vertex-ai/*', 'vertex'],
      ['/assemblyai/*', 'https://api.assemblyai.com'],
      ['/eu.assemblyai/*', 'https://api.eu.assemblyai.com'],
      ['/langfuse/*', 'https://cloud.langfuse.com'],
    ],
  )
  const own =
    'general_settings:\n  pass_through_endpoints:\n    - { path: /langfuse, target: "https://mine", include_subpath: true }\n'
  const langfuse = ok(await loaded(own)).config.routes.filter(({ path }) => path === '/langfuse/*')
  assert.deepEqual(
    langfuse.map(({ to }) => to.kind === 'url' && to.url),
    ['https://mine'],
  )
})

test('include reads its other files as they are', async () => {
  const files = {
    '/etc/models.yaml': 'model_list:\n  - { model_name: a, litellm_params: { model: openai/a, api_key: sk-1 } }\n',
  }
  const result = ok(await loaded('include: [models.yaml]\ngeneral_settings: { master_key: k }\n', { files }))
  assert.deepEqual(plain(result.config.providers), { openai: { key: '<sk-1>' } })
  assert.deepEqual(result.files, ['/etc/models.yaml'])
})

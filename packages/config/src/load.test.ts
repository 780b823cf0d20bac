import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '@strait/core'
import { loadForTest } from './load-for-test.ts'
import type { Config } from './schema/config.ts'

async function good(text: string): Promise<Config> {
  const loaded = await loadForTest(text)
  assert.deepEqual(loaded.kind === 'invalid' ? loaded.problems : [], [])
  assert.equal(loaded.kind, 'ok')
  return loaded.config
}

/** Secrets as what they hold and where it came from, so that tables can compare them. */
function plain(value: unknown): unknown {
  if (value instanceof Secret) return `${value.reveal()} (${value.label})`
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof RegExp || typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]))
}

test('loadConfig() gives an empty file every default', async () => {
  for (const text of ['', '# nothing\n', '{}', '\uFEFF', 'providers:\nroutes:\ntimeouts:\n']) {
    assert.deepEqual(await good(text), {
      providers: {},
      routes: [],
      configs: {},
      timeouts: {
        connect: 10_000,
        continue: 0,
        first_byte: 600_000,
        idle: 600_000,
        total: 0,
        client: { head: 30_000, body_idle: 60_000, keep_alive: 75_000, stalled: 120_000 },
      },
      bounds: {
        body: 2_000_000_000,
        head: 64_000,
        headers: 200,
        replay: 4_000_000,
        target: 16_000,
        answer_head: 256_000,
        concurrency: 10_000,
        signed_body: 25_000_000,
        tree_attempts: 8,
        tree_depth: 6,
        tree_targets: 32,
        edited_body: 25_000_000,
      },
      retry_budget: { percent: 20, least: 3 },
      info_headers: 'asked',
      cache: {
        store: { kind: 'memory' },
        bytes: 256_000_000,
        entries: 100_000,
        asked: true,
        max_age: 300_000,
        share: false,
        collapse: false,
        max_entry: 1_000_000,
        max_request: 1_000_000,
        methods: ['GET', 'POST'],
      },
      allow_anonymous: false,
      allow_hosts: [],
      trusted_proxies: [],
      forwarded: 'off',
      egress: { allow: [], hosts_from_requests: true },
      transport: 'wire',
      doors: { own: true, routes: true, providers: true, dialects: true, bare: true },
      log: { level: 'info' },
      drain: 30_000,
    })
  }
})

const listens: readonly (readonly [text: string, listen: unknown])[] = [
  ['8787', [{ address: { hostname: '127.0.0.1', port: 8787 } }]],
  ['"0"', [{ address: { hostname: '127.0.0.1', port: 0 } }]],
  ['0.0.0.0:80', [{ address: { hostname: '0.0.0.0', port: 80 } }]],
  ['"[::1]:8787"', [{ address: { hostname: '::1', port: 8787 } }]],
  ['localhost:1', [{ address: { hostname: 'localhost', port: 1 } }]],
  ['${PORT}', [{ address: { hostname: '127.0.0.1', port: 9000 } }]],
  ['"127.0.0.1:${PORT}"', [{ address: { hostname: '127.0.0.1', port: 9000 } }]],
  ['[1, 2]', [{ address: { hostname: '127.0.0.1', port: 1 } }, { address: { hostname: '127.0.0.1', port: 2 } }]],
  ['[{ address: 1, doors: [own] }]', [{ address: { hostname: '127.0.0.1', port: 1 }, doors: ['own'] }]],
]

for (const [text, listen] of listens) {
  test(`loadConfig() reads listen: ${text}`, async () =>
    assert.deepEqual((await good(`listen: ${text}\n`)).listen, listen))
}

const openai: readonly (readonly [text: string, provider: unknown])[] = [
  ['', {}],
  ['{ key: sk-inline }', { key: 'sk-inline (the config file)' }],
  ['{ key: "${OPENAI_API_KEY}" }', { key: 'sk-from-env (env OPENAI_API_KEY)' }],
  ['{ key: "${file:key}", url: "http://x/v1" }', { key: 'from-file (file key)', url: 'http://x/v1' }],
  [
    '{ headers: { a: b, c: [d, e] } }',
    {
      headers: {
        request: {
          set: [
            ['a', 'b'],
            ['c', 'd'],
            ['c', 'e'],
          ],
        },
      },
    },
  ],
  [
    '{ headers: { request: a-value, b: c } }',
    {
      headers: {
        request: {
          set: [
            ['request', 'a-value'],
            ['b', 'c'],
          ],
        },
      },
    },
  ],
  [
    '{ headers: { request: { add: { a: "x ${COUNT}" }, remove: b }, response: { remove: [c] } } }',
    { headers: { request: { add: [['a', 'x 12 (env COUNT)']], remove: ['b'] }, response: { remove: ['c'] } } },
  ],
  ['{ headers: {} }', { headers: {} }],
  ['{ timeouts: { total: off, idle: "${WAIT}" } }', { timeouts: { total: 0, idle: 3000 } }],
  ['{ query: { a: b } }', { query: [['a', 'b']] }],
  [
    '{ tls: { ca: cert.pem, cert: cert.pem, key: key.pem } }',
    {
      tls: {
        ca: '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n',
        cert: '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n',
        key: '-----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY-----\n (file key.pem)',
      },
    },
  ],
]

for (const [text, provider] of openai) {
  test(`loadConfig() reads the provider ${text || 'with nothing behind it'}`, async () => {
    assert.deepEqual(plain((await good(`providers:\n  openai: ${text}\n`)).providers['openai']), provider)
  })
}

test('loadConfig() reads a route with all of its conditions', async () => {
  const text = `
routes:
  - name: one
    path: /v1/*/files
    methods: [POST, GET]
    host: ["*.Example.com", b]
    headers: { X-Plan: paid, x-beta: { regex: "^a" }, x-there: true }
    query: { Beta: "1" }
    timeouts: { first_byte: 2m }
    open: true
    to: { provider: openai, path: "/x/{rest}", headers: { a: b } }
  - path: /a
    methods: GET
    to: { url: "https://api.cohere.com/v1/rerank" }
`
  assert.deepEqual((await good(text)).routes, [
    {
      name: 'one',
      path: '/v1/*/files',
      methods: ['POST', 'GET'],
      host: ['*.example.com', 'b'],
      headers: [
        ['x-plan', { kind: 'equals', value: 'paid' }],
        ['x-beta', { kind: 'matches', pattern: /^a/ }],
        ['x-there', { kind: 'present' }],
      ],
      query: [['Beta', { kind: 'equals', value: '1' }]],
      timeouts: { first_byte: 120_000 },
      open: true,
      to: { kind: 'provider', provider: 'openai', path: '/x/{rest}', headers: { request: { set: [['a', 'b']] } } },
    },
    { path: '/a', methods: ['GET'], to: { kind: 'url', url: 'https://api.cohere.com/v1/rerank' }, open: false },
  ])
})

test('loadConfig() reads the example of the documentation', async () => {
  const config = await good(`
listen: 127.0.0.1:8787
providers:
  openai: { key: "\${OPENAI_API_KEY}" }
  azure: { url: https://acme.openai.azure.com, key: "\${file:key}", api_version: 2024-10-21 }
  vllm: { type: openai, url: http://10.0.0.5:8000/v1 }
  bria: { url: https://engine.prod.bria-api.com, headers: { api_token: "\${OPENAI_API_KEY}" } }
routes:
  - path: /v1/rerank
    to: { url: https://api.cohere.com/v1/rerank, headers: { authorization: "Bearer \${OPENAI_API_KEY}" } }
  - path: /chat/*
    to: { provider: openai }
access: { keys: [{ name: ci, key: "\${OPENAI_API_KEY}" }] }
bounds: { body: 100MB }
telemetry: { otlp: http://localhost:4318 }
`)
  assert.equal(config.providers['azure']?.api_version, '2024-10-21')
  assert.equal(config.bounds.body, 100_000_000)
  assert.deepEqual(config.telemetry, { otlp: 'http://localhost:4318' })
})

test('loadConfig() takes values of the environment where numbers and booleans are asked for', async () => {
  const config = await good('bounds: { concurrency: "${COUNT}" }\nallow_anonymous: ${YES}\ndrain: ${WAIT}\n')
  assert.deepEqual([config.bounds.concurrency, config.allow_anonymous, config.drain], [12, true, 3000])
})

test('loadConfig() reads anchors, merges and sections that begin with x-', async () => {
  const config = await good(`
x-patient: &patient { first_byte: 30m, idle: 30m }
providers:
  openai: { timeouts: { <<: *patient, idle: 1s } }
  groq: { timeouts: *patient }
`)
  assert.deepEqual(config.providers['openai']?.timeouts, { first_byte: 1_800_000, idle: 1000 })
  assert.deepEqual(config.providers['groq']?.timeouts, { first_byte: 1_800_000, idle: 1_800_000 })
})

test('loadConfig() reads JSON, also indented with tabs', async () => {
  assert.equal((await good('{\n\t"listen": 1,\n\t"bounds": {\n\t\t"headers": 5\n\t}\n}')).bounds.headers, 5)
})

test('loadConfig() names every file it looked for', async () => {
  const loaded = await loadForTest('providers: { openai: { key: "${file:key}" }, groq: { key: "${file:/run/gone}" } }')
  assert.deepEqual(loaded.files, ['/etc/strait/key', '/run/gone'])
})

test('loadConfig() warns of a key that belongs to another provider', async () => {
  const loaded = await loadForTest('providers: { openai: { key: sk-ant-something } }')
  assert.equal(loaded.kind, 'ok')
  assert.match(loaded.warnings[0]?.message ?? '', /does not look like a key of openai/)
  assert.equal(loaded.warnings[0]?.path, 'providers.openai.key')
})

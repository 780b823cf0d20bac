import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importConfig } from '../../import-config.ts'
import { loadConfig } from '../../load.ts'
import { filesAs, notes, ok, plain } from '../loaded-fixture.ts'
import { agentgateway } from './index.ts'
import { BINDS, DETECT, OPAQUE } from './seed-fixture.ts'

const { loaded, optionsFor } = filesAs('/etc/agentgateway.yaml')

const OPENAI = { openai: { url: 'https://api.openai.com', key: '<sk-openai>' } }
const ON_4000 = [{ address: { hostname: '127.0.0.1', port: 4000 }, doors: ['own', 'routes'] }]
const TO_OPENAI = { kind: 'provider', provider: 'openai' }

test('recognises() tells the file from all others by its members', () => {
  const rows: [value: unknown, is: boolean][] = [
    [{ llm: { models: [] } }, true],
    [{ binds: [] }, true],
    [{ gateways: { default: { port: 1 } }, routes: [] }, true],
    [{ config: {}, llm: {} }, true],
    [{}, false],
    [[], false],
    ['binds', false],
    [{ llm: 'yes' }, false],
    [{ routes: [] }, false],
    [{ config: {} }, false],
    [{ providers: {}, llm: {} }, false],
    [{ listen: 1, binds: [] }, false],
    [{ model_list: [], llm: {} }, false],
  ]
  for (const [value, is] of rows) assert.equal(agentgateway.recognises(value), is, JSON.stringify(value))
})

test('the three files of the page, as they are', async () => {
  const rows: [text: string, routes: unknown[], said: RegExp[]][] = [
    [OPAQUE, [{ path: '/*', to: TO_OPENAI, open: false }], [/this machine alone/]],
    [
      BINDS,
      [
        {
          path: '/*',
          path_ends: '/v1/chat/completions',
          to: { ...TO_OPENAI, path: '/v1/chat/completions' },
          open: false,
        },
        { path: '/*', to: TO_OPENAI, open: false },
      ],
      [/this machine alone/],
    ],
    [
      DETECT,
      [{ path: '/*', to: TO_OPENAI, open: false }],
      [/this machine alone/, /usage is not read yet: until it is, detect watches what opaque does/],
    ],
  ]
  for (const [text, routes, said] of rows) {
    const result = ok(await loaded(text))
    assert.deepEqual(result.foreign, [{ file: '/etc/agentgateway.yaml', title: "agentgateway's config" }])
    assert.deepEqual(plain(result.config.listen), ON_4000)
    assert.deepEqual(plain(result.config.providers), OPENAI)
    assert.deepEqual(plain(result.config.routes), routes)
    assert.equal(result.config.access, undefined)
    const told = notes(result)
    assert.equal(told.length, said.length, told.join('\n'))
    for (const [i, pattern] of said.entries()) assert.match(told[i] as string, pattern)
  }
})

test('strait import writes files that mean the same', async () => {
  for (const text of [OPAQUE, BINDS, DETECT, SEVERAL, LOCKED]) {
    const imported = await importConfig('agentgateway', optionsFor(text))
    assert.ok(imported.kind === 'ok')
    assert.ok(!imported.text.includes('sk-openai'), 'references stay references')
    const again = await loadConfig({ ...optionsFor(imported.text), source: '/etc/strait.yaml' })
    assert.deepEqual(plain(ok(again).config), plain(ok(await loaded(text)).config), imported.text)
    assert.deepEqual(ok(again).foreign, [])
  }
})

const SEVERAL = `
binds:
- port: 3000
  listeners:
  - routes:
    - backends: [{ ai: { name: claude, provider: { anthropic: {} } } }]
      policies:
        ai: { routes: { "*": passthrough } }
        backendAuth: { key: $ANTHROPIC_API_KEY }
- port: 3001
  listeners:
  - hostname: "*.example.com"
    protocol: HTTPS
    tls: { cert: "-----BEGIN CERTIFICATE-----", key: "-----BEGIN PRIVATE KEY-----", root: "-----BEGIN CERTIFICATE-----" }
    routes:
    - hostnames: [a.example.com]
      backends: [{ host: "127.0.0.1:8080" }]
llm:
  models: [{ name: "*", provider: groq, params: { apiKey: $OPENAI_API_KEY }, passthrough: opaque }]
`

test('each port is a listener with routes of its own', async () => {
  const { config } = ok(await loaded(SEVERAL))
  const address = (port: number) => ({ hostname: '127.0.0.1', port })
  const doors = ['own', 'routes']
  assert.deepEqual(plain(config.listen), [
    { address: address(3000), name: 'port-3000', doors },
    {
      address: address(3001),
      name: 'port-3001',
      tls: {
        cert: '-----BEGIN CERTIFICATE-----',
        key: '<-----BEGIN PRIVATE KEY----->',
        client_ca: '-----BEGIN CERTIFICATE-----',
      },
      doors,
    },
    { address: address(4000), name: 'llm', doors },
  ])
  const open = { open: false }
  assert.deepEqual(plain(config.routes), [
    { path: '/*', listeners: ['llm'], to: { kind: 'provider', provider: 'groq', path: '{unversioned}' }, ...open },
    { path: '/*', listeners: ['port-3000'], to: { kind: 'provider', provider: 'claude' }, ...open },
    {
      path: '/*',
      host: ['a.example.com'],
      listeners: ['port-3001'],
      to: { kind: 'url', url: 'http://127.0.0.1:8080' },
      ...open,
    },
  ])
  assert.deepEqual(plain(config.providers), {
    claude: { type: 'anthropic', key: '<sk-ant-env>' },
    groq: { url: 'https://api.groq.com/openai/v1', key: '<sk-openai>' },
  })
})

const LOCKED = `
llm:
  port: 4001
  policies:
    apiKey:
      mode: strict
      keys: [{ key: $GW_KEY, metadata: { name: team-a } }, { key: two }]
      location: { header: { name: x-agw-key } }
  models: [{ name: "*", provider: anthropic, params: { apiKey: $ANTHROPIC_API_KEY }, passthrough: opaque }]
binds:
- port: 4002
  listeners:
  - routes: [{ backends: [{ host: "127.0.0.1:9" }] }]
`

test('keys of agentgateway lock where they locked, and with them it listens on every network', async () => {
  const { config } = ok(await loaded(LOCKED))
  assert.deepEqual(plain(config.access), {
    keys: [
      { name: 'team-a', key: '<agw-key>' },
      { name: 'key-2', key: '<two>' },
    ],
    carriers: ['x-agw-key'],
  })
  assert.deepEqual(
    config.listen?.map(({ address }) => address),
    [
      { hostname: '0.0.0.0', port: 4002 },
      { hostname: '0.0.0.0', port: 4001 },
    ],
  )
  assert.deepEqual(
    config.routes.map(({ listeners, open }) => [listeners, open]),
    [
      [['llm'], false],
      [['port-4002'], true],
    ],
  )
})

test('HOST says where it listens, and references may stand in a port', async () => {
  const rows: [text: string, env: Record<string, string>, address: unknown][] = [
    [OPAQUE, { HOST: '10.0.0.1' }, { hostname: '10.0.0.1', port: 4000 }],
    [OPAQUE.replace('llm:', 'llm:\n  port: $GATE'), { GATE: '4100' }, { hostname: '127.0.0.1', port: 4100 }],
  ]
  for (const [text, env, address] of rows) {
    assert.deepEqual(
      ok(await loaded(text, { env })).config.listen?.map((each) => each.address),
      [address],
    )
  }
})

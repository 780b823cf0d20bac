import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importConfig } from '../../import-config.ts'
import { loadConfig } from '../../load.ts'
import { filesAs, notes, ok, plain, told } from '../loaded-fixture.ts'
import { header, through, url } from '../through-fixture.ts'
import { FULL, PASSTHROUGH } from './documented-fixture.ts'

const { loaded, optionsFor } = filesAs('/etc/config.json')

const VIRTUAL_KEY = ['x-bf-vk', 'sk-bf-one']

test('a file with a bit of everything loads, and each difference is told', async () => {
  const result = await loaded(FULL, { accept: ['allowed_models', 'rate_limits'] })
  const { config } = ok(result)
  assert.deepEqual(plain(config.providers), {
    azure: {
      url: 'https://acme.openai.azure.com/',
      key: '<0123456789abcdef0123456789abcdef>',
      api_version: '2025-03-01-preview',
      deployments: { 'gpt-4.1': 'prod-41' },
    },
    bedrock: {
      region: 'eu-central-1',
      aws: { access_key_id: '<AKIDENV>', secret_access_key: '<aws-secret>' },
      allow: ['operations'],
    },
    openai: { key: '<sk-openai>', timeouts: { first_byte: 300_000 } },
  })
  assert.deepEqual(plain(config.access?.keys), [
    { name: 'assistant', key: '<sk-bf-one>' },
    { name: 'operations', key: '<sk-bf-two>' },
  ])
  assert.deepEqual(
    told(result).map((line) => line.split(': ')[0]),
    ['17:20 governance.rate_limits', '34:31 governance.virtual_keys[0].provider_configs[1].allowed_models'],
  )
  assert.deepEqual(
    notes(result).map((note) => note.split(':')[0]),
    [
      'client.allowed_origins',
      'client.enable_logging',
      'config_store',
      'logs_store',
      'plugins[1]',
      'providers.azure.keys',
      'providers.openai.keys',
    ],
  )
})

test('import writes a strait.yaml that says the same', async () => {
  const accept = ['allowed_models', 'rate_limits']
  const imported = await importConfig('bifrost', optionsFor(FULL, { accept }))
  assert.equal(imported.kind, 'ok', JSON.stringify(imported))
  const text = imported.kind === 'ok' ? imported.text : ''
  assert.match(text, /^# Bifrost's config\.json, from config\.json/)
  assert.match(text, /key: \$\{OPENAI_API_KEY\}/)
  assert.match(text, /# line 34, .*allowed_models is NOT enforced/)
  assert.doesNotMatch(text, /sk-openai|sk-bf-one/)
  const own = await loadConfig(optionsFor(text, { source: '/etc/strait.yaml' }))
  assert.deepEqual(plain(ok(own).config), plain(ok(await loaded(FULL, { accept })).config))
  assert.deepEqual(ok(own).foreign, [])
  assert.equal((await importConfig('bifrost', optionsFor(FULL))).kind, 'invalid', 'a lock that does not hold')
})

test('requests reach the providers of the file with its keys', async () => {
  const rows: [target: string, upstream: string, carrier: string, value: string][] = [
    [
      '/openai_passthrough/v1/chat/completions',
      'http://up.test/v1/chat/completions',
      'authorization',
      'Bearer sk-openai',
    ],
    ['/openai_passthrough/chat/completions', 'http://up.test/v1/chat/completions', 'authorization', 'Bearer sk-openai'],
    ['/anthropic_passthrough/v1/messages', 'http://up.test/v1/messages', 'x-api-key', 'sk-ant-env'],
    [
      '/genai_passthrough/v1beta/models/g:generateContent?key=theirs',
      'http://up.test/v1beta/models/g:generateContent',
      'x-goog-api-key',
      'AIza-env',
    ],
    [
      '/azure_passthrough/openai/deployments/gpt-4o/chat/completions?api-version=2023-05-15',
      'https://acme.openai.azure.com/openai/deployments/prod%20eu/chat/completions?api-version=2024-10-21',
      'api-key',
      '0123456789abcdef0123456789abcdef',
    ],
    [
      '/azure_passthrough/v1/messages',
      'https://acme.openai.azure.com/anthropic/v1/messages',
      'api-key',
      '0123456789abcdef0123456789abcdef',
    ],
  ]
  for (const [target, upstream, carrier, value] of rows) {
    const seen = await through(await loaded(PASSTHROUGH), {
      method: 'POST',
      target,
      headers: [...VIRTUAL_KEY, 'authorization', 'Bearer dummy-key'],
    })
    assert.equal(url(seen), upstream, target)
    assert.equal(header(seen, carrier), value, target)
    assert.equal(header(seen, 'x-bf-vk'), undefined)
    if (carrier !== 'authorization') assert.equal(header(seen, 'authorization'), undefined)
  }
})

test('the virtual key is needed, wherever it travels, and opens its providers alone', async () => {
  const openai = '/openai_passthrough/v1/models'
  const rows: [target: string, headers: string[], status: number, code: string | undefined][] = [
    [openai, [], 401, 'key_missing'],
    [openai, ['authorization', 'Bearer sk-bf-wrong'], 401, 'key_invalid'],
    [openai, VIRTUAL_KEY, 200, undefined],
    [openai, ['authorization', 'Bearer sk-bf-one'], 200, undefined],
    [openai, ['x-api-key', 'sk-bf-one'], 200, undefined],
    [openai, ['x-goog-api-key', 'sk-bf-one'], 200, undefined],
    [openai, ['api-key', 'sk-bf-one'], 200, undefined],
    ['/bedrock_passthrough/model/m/converse', VIRTUAL_KEY, 403, 'not_admitted'],
    ['/bedrock_passthrough/model/m/converse', ['x-bf-vk', 'sk-bf-two'], 200, undefined],
  ]
  for (const [target, headers, status, code] of rows) {
    const seen = await through(await loaded(PASSTHROUGH), { method: 'POST', target, headers })
    assert.deepEqual([seen.status, seen.code], [status, code], `${target} ${headers.join()}`)
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesAs, notes, ok, plain } from '../loaded-fixture.ts'

const { loaded } = filesAs('/etc/config.json')

const $schema = 'https://www.getbifrost.ai/schema'

async function notesOf(providers: unknown): Promise<string[]> {
  return notes(await loaded({ $schema, providers }))
}

test('several keys of one address take turns, each with its share and its models', async () => {
  const one = { value: 'sk-1' }
  const two = { value: 'sk-2' }
  const all = { weight: 1 }
  const rows: [keys: object[], held: unknown, version?: number][] = [
    [
      [one, two],
      [
        { key: '<sk-1>', ...all },
        { key: '<sk-2>', ...all },
      ],
    ],
    [
      [
        { ...one, name: 'the first', weight: 0.7 },
        { ...two, id: 'the first', weight: 0.3, models: ['*'] },
      ],
      [
        { key: '<sk-1>', name: 'the-first', weight: 0.7 },
        { key: '<sk-2>', name: 'the-first-2', weight: 0.3 },
      ],
    ],
    [[{ ...one, enabled: false }, two], '<sk-2>'],
    [
      [{ ...one, models: ['gpt-4o'], weight: 9 }, two],
      [
        { key: '<sk-1>', weight: 9, models: ['gpt-4o'] },
        { key: '<sk-2>', ...all },
      ],
    ],
    [[{ ...one, models: ['gpt-4o'] }], [{ key: '<sk-1>', ...all, models: ['gpt-4o'] }]],
    [
      [
        { ...one, models: ['a', 'b'], blacklisted_models: ['b'] },
        { ...two, blacklisted_models: ['*'] },
      ],
      [{ key: '<sk-1>', ...all, models: ['a'] }],
    ],
    [[{ ...one, models: ['a'], blacklisted_models: ['a'] }, two], '<sk-2>'],
    [
      [
        { ...one, weight: 0 },
        { ...two, weight: 0 },
      ],
      [
        { key: '<sk-1>', ...all },
        { key: '<sk-2>', ...all },
      ],
    ],
    [[{ ...one, models: [] }, two], '<sk-2>'],
    [
      [{ ...one, models: [] }, two],
      [
        { key: '<sk-1>', ...all },
        { key: '<sk-2>', ...all },
      ],
      1,
    ],
    [[{ ...one, enabled: false }], undefined],
    [[], undefined],
  ]
  for (const [keys, held, version] of rows) {
    const { openai } = ok(await loaded({ $schema, version, providers: { openai: { keys } } })).config.providers
    assert.deepEqual(plain(openai?.keys ?? openai?.key), held, JSON.stringify(keys))
  }
})

test('a key of another address, or another kind, takes no turns, and that is told', async () => {
  const at = (name: string, more: object = {}) => ({
    name,
    value: 'env.AZURE_KEY',
    azure_key_config: { endpoint: `https://${name}.openai.azure.com`, ...more },
  })
  const entra = { tenant_id: 't', client_id: 'c', client_secret: 'env.CLIENT_SECRET' }
  const [said] = await notesOf({ azure: { keys: [at('eu'), at('us'), at('eu'), at('eu', entra)] } })
  assert.match(said ?? '', /^providers\.azure\.keys: 2 of them are not used: keys that take turns with keys\[0\]/)
  const { azure } = ok(await loaded({ $schema, providers: { azure: { keys: [at('eu'), at('us'), at('eu')] } } })).config
    .providers
  assert.deepEqual([azure?.url, azure?.keys?.length], ['https://eu.openai.azure.com', 2])
})

test('keys are held that every virtual key may use', async () => {
  const keys = [
    { name: 'a', value: 'sk-a', weight: 5 },
    { name: 'b', id: 'key-b', value: 'sk-b' },
    { name: 'c', value: 'sk-c' },
  ]
  const virtual = (name: string, key_ids: string[], more: object = {}) => ({
    name,
    value: `sk-bf-${name}`,
    provider_configs: [{ provider: 'OpenAI', allowed_models: ['*'], key_ids, ...more }],
  })
  const heldFor = async (...virtual_keys: object[]) => {
    const result = await loaded({ $schema, governance: { virtual_keys }, providers: { openai: { keys } } })
    if (result.kind === 'invalid') return result.problems.map(({ path }) => path)
    const { openai } = result.config.providers
    return plain(openai?.key ?? openai?.keys?.map(({ name }) => name))
  }
  assert.deepEqual(await heldFor(virtual('one', ['*'])), ['a', 'b', 'c'])
  assert.deepEqual(await heldFor(virtual('one', ['b', 'c']), virtual('two', ['*'])), ['b', 'c'])
  assert.equal(await heldFor(virtual('one', ['key-b', 'c']), virtual('two', ['a', 'b'])), '<sk-b>')
  assert.deepEqual(await heldFor(virtual('one', ['b'], { allow_all_keys: true })), ['a', 'b', 'c'])
  assert.deepEqual(await heldFor(virtual('one', ['a']), virtual('two', ['b'])), [
    'governance.virtual_keys[0].provider_configs[0].key_ids',
    'governance.virtual_keys[1].provider_configs[0].key_ids',
  ])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer } from '../../../../core/test/harness.ts'
import { importConfig } from '../../import-config.ts'
import { filesAs, notes, ok, plain, told } from '../loaded-fixture.ts'
import { bodyOf, JSON_TYPE, type Seen, through, url } from '../through-fixture.ts'

const { loaded, optionsFor } = filesAs('/etc/config.json')

const $schema = 'https://www.getbifrost.ai/schema'
const providers = {
  openai: { keys: [{ value: 'sk-1' }] },
  groq: { keys: [{ value: 'gsk_1' }] },
  azure: {
    keys: [
      {
        value: 'env.AZURE_KEY',
        aliases: { 'gpt-4o': 'prod-4o' },
        azure_key_config: { endpoint: 'https://acme.openai.azure.com', api_version: '2024-10-21' },
      },
    ],
  },
  anthropic: { keys: [{ value: 'sk-ant-1' }] },
  vertex: { keys: [{ value: 'k', vertex_key_config: { region: 'eu' } }] },
}

const withRules = (routing_rules: object[], more: object = {}) => ({
  $schema,
  governance: { routing_rules, ...more },
  providers,
})
const rule = (cel_expression: string, provider: string, more: object = {}) => ({
  name: `to ${provider}`,
  cel_expression,
  targets: [{ provider, weight: 1 }],
  ...more,
})

/** Rules as the page on them writes them. */
const RULES = withRules([
  rule('headers["x-tier"] == "premium"', 'azure', {
    name: 'Premium Tier Route',
    targets: [{ provider: 'azure', model: 'gpt-4o', weight: 1 }],
    fallbacks: ['groq/llama-3.3-70b'],
    priority: 0,
  }),
  rule("model.startsWith('gpt-4')", 'openai', { priority: 5 }),
  rule("request_type == 'embedding'", 'openai', {
    targets: [{ provider: 'openai', model: 'text-embedding-3-small', weight: 1 }],
    priority: 1,
  }),
  rule('budget_used > 85', 'groq', { priority: 2 }),
  rule('provider == "groq" && model in ["a", "b"]', 'groq', { targets: [{ model: 'c', weight: 1 }], priority: 3 }),
])

async function ask(
  file: unknown,
  model: string,
  more: { headers?: string[]; path?: string; statuses?: number[] } = {},
) {
  const seen = await through(await loaded(file), {
    target: more.path ?? '/v1/chat/completions',
    headers: [...JSON_TYPE, ...(more.headers ?? [])],
    body: `{"model":"${model}","n":1.0}`,
    upstream: (_, turn) => answer('{}', { status: more.statuses?.[turn] ?? 200 }),
  })
  return { seen, to: `${url(seen) ?? `${seen.status} ${seen.code}`} ${await sentModel(seen)}` }
}

async function sentModel(seen: Seen): Promise<string> {
  const text = seen.request === undefined ? '{}' : new TextDecoder().decode(await bodyOf(seen))
  return String(JSON.parse(text).model)
}

test('rules decide where requests of OpenAI’s paths go, the first that holds', async () => {
  const chat = 'v1/chat/completions'
  const azure =
    'https://acme.openai.azure.com/openai/deployments/prod-4o/chat/completions?api-version=2024-10-21 prod-4o'
  const premium = ['x-tier', 'premium']
  const rows: [model: string, to: string, more?: Parameters<typeof ask>[2]][] = [
    ['gpt-5', azure, { headers: premium }],
    ['openai/gpt-5', azure, { headers: premium }],
    ['gpt-5', `https://api.groq.com/openai/${chat} llama-3.3-70b`, { headers: premium, statuses: [503] }],
    ['gpt-4o', `https://api.openai.com/${chat} gpt-4o`],
    ['groq/gpt-4o', `https://api.openai.com/${chat} gpt-4o`],
    ['openai/gpt-5', `https://api.openai.com/${chat} gpt-5`],
    ['groq/llama', `https://api.groq.com/openai/${chat} llama`],
    ['groq/a', `https://api.groq.com/openai/${chat} c`],
    ['x', 'https://api.openai.com/v1/embeddings text-embedding-3-small', { path: '/v1/embeddings' }],
    ['vertex/gemini', '501 adapter_unsupported undefined'],
  ]
  for (const [model, to, more] of rows) assert.equal((await ask(RULES, model, more)).to, to, model)
})

test('rules that cannot be had are told, and the others hold', async () => {
  const said = async (...rules: object[]) =>
    notes(await loaded(withRules(rules))).filter((each) => each.includes('routing_rules'))
  assert.match(
    notes(await loaded(RULES)).join('\n'),
    /routing_rules\[3\]\.cel_expression: not used: budget_used can't be asked/,
  )
  const place = 'governance.routing_rules[0]'
  const rows: [rule: object, said: string][] = [
    [rule('1 +', 'openai'), `${place}.cel_expression: not used: it can't be asked here`],
    [rule('true', 'openai', { chain_rule: true }), `${place}: not used: rules are not asked a second time`],
    [{ name: 'none' }, `${place}: not used: it names neither a provider nor a model`],
    [rule('true', 'nobody'), `${place}.targets[0]: not used: there is no provider nobody`],
    [rule('true', 'vertex'), `${place}.targets[0]: not used: what vertex takes at /v1/chat/completions is another`],
    [
      rule('true', 'openai', { targets: [{ provider: 'openai', key_id: 'k', weight: 1 }] }),
      `${place}.targets[0].key_id: not used: keys of a provider take turns`,
    ],
    [
      rule('true', 'openai', { scope: 'team', scope_id: 'gone' }),
      `${place}: not used: no virtual key here is of this team`,
    ],
  ]
  for (const [one, line] of rows) {
    assert.ok(
      (await said(one)).some((each) => each.startsWith(line)),
      (await said(one)).join('\n'),
    )
  }
  assert.match(
    told(await loaded(withRules([rule('true', 'openai', { scope: 'planet' })]))).join(),
    /there is no such scope/,
  )
  assert.deepEqual(await said(rule('budget_used > 85', 'openai', { enabled: false })), [])
})

const OPEN = { allowed_models: ['*'], key_ids: ['*'] }
const virtualKey = (name: string, more: object = {}) => ({
  id: `vk-${name}`,
  name,
  value: `sk-bf-${name}`,
  allow_all_providers: true,
  ...more,
})

test('scopes, and what a rule says of teams and customers, are the keys of callers', async () => {
  const file = withRules(
    [
      rule('true', 'groq', { scope: 'virtual_key', scope_id: 'vk-a' }),
      rule('true', 'anthropic', { scope: 'customer', scope_id: 'acme' }),
      rule('team_name == "research"', 'openai', { targets: [{ provider: 'openai', model: 'o', weight: 1 }] }),
    ],
    {
      virtual_keys: [virtualKey('a', { team_id: 't1' }), virtualKey('b', { team_id: 't2' }), virtualKey('c')],
      teams: [
        { id: 't1', name: 'research' },
        { id: 't2', name: 'sales', customer_id: 'acme' },
      ],
    },
  )
  const as = async (name: string) => (await ask(file, 'm', { headers: ['x-bf-vk', `sk-bf-${name}`] })).to
  assert.equal(await as('a'), 'https://api.groq.com/openai/v1/chat/completions m')
  assert.equal(await as('b'), 'https://api.anthropic.com/v1/chat/completions m')
  assert.match(await as('c'), / m$/)
  const team = { ...file, governance: { ...file.governance, routing_rules: file.governance.routing_rules.slice(2) } }
  const { to } = await ask(team, 'm', { headers: ['x-bf-vk', 'sk-bf-a'] })
  assert.equal(to, 'https://api.openai.com/v1/chat/completions o')
})

test('weights of a virtual key share what several of its providers have', async () => {
  const config = (provider: string, weight: number, more: object = OPEN) => ({ provider, weight, ...more })
  const star = async (virtual_keys: object[], accept: string[] = []) => {
    const route = ok(await loaded({ $schema, governance: { virtual_keys }, providers }, { accept })).config.routes[0]
    const node = route?.to.kind === 'by_model' ? plain(route.to.by_model['*']) : undefined
    return (node as { targets?: unknown[] } | undefined)?.targets
  }
  const trees = await star([virtualKey('a', { provider_configs: [config('openai', 0.2), config('azure', 0.8)] })])
  assert.deepEqual(trees?.[0], {
    kind: 'tree',
    name: '1-weights-of-a-1',
    strategy: 'loadbalance',
    on: [408, 429, '5xx', 'network', 'timeout', 'key'],
    targets: [
      { kind: 'provider', provider: 'openai', path: '/chat/completions', weight: 0.2 },
      { kind: 'provider', provider: 'azure', path: '/openai/v1/chat/completions', weight: 0.8 },
    ],
  })
  const listed = (...models: string[]) => ({ allowed_models: models, key_ids: ['*'] })
  const some = [config('openai', 1, listed('gpt-4o', 'gpt-5')), config('groq', 3, listed('gpt-4o'))]
  const byModel = await star([virtualKey('a', { provider_configs: some })], ['allowed_models'])
  assert.equal(byModel?.length, 2, 'of gpt-5 there is one provider')
  const apart = [virtualKey('a', { provider_configs: [config('openai', 1), config('anthropic', 1)] })]
  assert.equal(await star(apart), undefined)
  const said = notes(await loaded({ $schema, governance: { virtual_keys: apart }, providers })).join('\n')
  assert.match(said, /weights are not used: which provider has which model is not known here/)
})

test('import writes rules and weights as trees', async () => {
  for (const file of [
    RULES,
    withRules([], {
      virtual_keys: [
        virtualKey('a', {
          provider_configs: [
            { provider: 'openai', weight: 1, ...OPEN },
            { provider: 'azure', weight: 2, ...OPEN },
          ],
        }),
      ],
    }),
  ]) {
    const imported = await importConfig('bifrost', optionsFor(file))
    assert.ok(imported.kind === 'ok', JSON.stringify(imported))
    const again = await loaded(imported.text, { source: '/etc/strait.yaml' })
    assert.deepEqual(plain(ok(again).config), plain(ok(await loaded(file)).config), imported.text)
  }
})

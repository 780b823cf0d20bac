import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesAs, notes, ok, plain } from '../loaded-fixture.ts'
import { bodyOf, fate, JSON_TYPE, through } from '../through-fixture.ts'

const { loaded } = filesAs('/etc/agentgateway.yaml')

const MODELS = `
llm:
  providers:
  - { name: shared, provider: openai, params: { apiKey: $OPENAI_API_KEY, baseUrl: "https://shared.test/v1" } }
  models:
  - { name: smart, provider: openAI, params: { model: gpt-5.5, apiKey: $OPENAI_API_KEY } }
  - { name: gpt-*, provider: { reference: shared } }
  - { name: anthropic/*, provider: anthropic, transformation: { model: 'llmRequest.model.stripPrefix("anthropic/")' } }
  - { name: hidden, provider: openai, visibility: internal }
  - { name: "*-raw", provider: groq, passthrough: opaque }
  virtualModels:
  - { name: split, routing: { weighted: { targets: [{ model: smart, weight: 1 }] } } }
`

const UNKNOWN = '400 model_unknown'
const MISSING = '400 model_missing'
const ADAPTER = '501 adapter_unsupported'

test('the model decides among the providers, the most specific name first', async () => {
  const chat = '/v1/chat/completions'
  const rows: [target: string, body: string, fate: string, sent?: string][] = [
    [chat, '{"model":"smart"}', 'https://api.openai.com/v1/chat/completions', '{"model":"gpt-5.5"}'],
    [chat, '{ "model" : "gpt-4o" , "seed":36893488147419103232}', 'https://shared.test/v1/chat/completions'],
    [chat, '{"model":"anthropic/claude-x"}', ADAPTER],
    [
      '/v1/messages',
      '{"a":1.0,"model":"anthropic/claude-x"}',
      'https://api.anthropic.com/v1/messages',
      '{"a":1.0,"model":"claude-x"}',
    ],
    ['/v1/messages', '{"model":"smart"}', ADAPTER],
    ['/v1/messages', '{"model":"llama-raw"}', 'https://api.groq.com/openai/v1/messages'],
    [chat, '{"model":"gpt-raw"}', 'https://shared.test/v1/chat/completions'],
    [chat, '{"model":"hidden"}', UNKNOWN],
    [chat, '{"model":"nobody"}', UNKNOWN],
    [chat, '{"model":"split"}', 'https://api.openai.com/v1/chat/completions', '{"model":"gpt-5.5"}'],
    [chat, '{"messages":[]}', MISSING],
    [chat, 'no json', MISSING],
    [chat, `{"messages":"${'x'.repeat(4_700_000)}","model":"gpt-4o"}`, 'https://shared.test/v1/chat/completions'],
    ['/v1/images/generations', '{"model":"gpt-image-1"}', 'https://shared.test/v1/images/generations'],
    ['/v1beta/models/gpt-4o:generateContent', '{}', ADAPTER],
    ['/v1/files', '{"model":"gpt-4o"}', 'https://shared.test/v1/files'],
  ]
  for (const [target, body, expected, sent = body] of rows) {
    const seen = await through(await loaded(MODELS), { target, headers: JSON_TYPE, body })
    assert.equal(fate(seen), expected, `${target} ${body.slice(0, 60)}`)
    if (seen.request !== undefined) assert.equal(new TextDecoder().decode(await bodyOf(seen)), sent)
    if (expected === UNKNOWN || expected === MISSING)
      assert.match(seen.text, /There are smart, gpt-\*, anthropic\/\*, \*-raw, split\./)
  }
  assert.equal(fate(await through(await loaded(MODELS), { target: '/v1/files' })), MISSING)
})

test('requests without a model go where the star goes, or where all go', async () => {
  const one = 'llm: { models: [{ name: a, provider: openai }, { name: b, provider: openai, params: { model: c } }] }'
  const star = 'llm: { models: [{ name: a, provider: anthropic }, { name: "*", provider: openai }] }'
  for (const text of [one, star]) {
    for (const target of ['/v1/files', '/v1/batches/x', '/v1/threads/t/messages']) {
      assert.equal(fate(await through(await loaded(text), { target })), `https://api.openai.com${target}`)
    }
    const upload = { target: '/v1/files', headers: ['content-type', 'multipart/form-data; boundary=b'], body: '--b--' }
    assert.equal(fate(await through(await loaded(text), upload)), 'https://api.openai.com/v1/files')
  }
})

test('the list of models is answered here where names are known, and passed where there is but a star', async () => {
  const ids = async (target: string) => JSON.parse((await through(await loaded(MODELS), { target })).text)
  for (const target of ['/v1/models', '/v1/models/', '/models', '/v1/models?limit=5']) {
    const list = await ids(target)
    assert.equal(list.object, 'list')
    assert.deepEqual(
      list.data.map(({ id }: { id: string }) => id),
      ['smart', 'gpt-*', 'anthropic/*', '*-raw', 'split'],
    )
    for (const each of list.data)
      assert.deepEqual({ ...each, id: '' }, { id: '', object: 'model', created: 0, owned_by: 'strait' })
  }
  assert.equal((await ids('/v1/models/smart')).id, 'smart')
  assert.equal((await ids('/v1/models/gpt-4o')).id, 'gpt-4o')
  assert.equal((await ids('/v1/models/anthropic/claude-x')).id, 'anthropic/claude-x')
  assert.equal(fate(await through(await loaded(MODELS), { target: '/v1/models/nobody' })), '404 model_not_found')
  const star = 'llm: { models: [{ name: "*", provider: openai }] }'
  assert.equal(fate(await through(await loaded(star), { target: '/v1/models' })), 'https://api.openai.com/v1/models')
})

test('one model that takes all is asked nothing of the body', async () => {
  const { config } = ok(await loaded('llm: { models: [{ name: "*", provider: openai }] }'))
  for (const { to } of config.routes) assert.notEqual(to.kind, 'by_model')
})

test('providers with the same address and key are one', async () => {
  const { config } = ok(await loaded(MODELS))
  assert.deepEqual(Object.keys(plain(config.providers) as object), [
    'openai',
    'shared',
    'anthropic',
    'openai-2',
    'groq',
  ])
})

test('what is not used is said once, where it stands', async () => {
  const said = notes(await loaded(MODELS))
  assert.deepEqual(
    said.map((each) => each.split(':')[0]),
    ['llm'],
  )
})

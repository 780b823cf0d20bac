import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer } from '../../../../core/test/harness.ts'
import { importConfig } from '../../import-config.ts'
import { filesAs, notes, ok, plain, told } from '../loaded-fixture.ts'
import { bodyOf, header, headersOf, JSON_TYPE, through, url } from '../through-fixture.ts'

const { loaded, optionsFor } = filesAs('/etc/litellm.yaml')

/** Deployments, fallbacks and settings as LiteLLM's pages on routing and reliability write them. */
const SEVERAL = `
model_list:
  - model_name: gpt-4o
    litellm_params: { model: azure/prod-4o, api_base: "https://eu.openai.azure.com", api_key: os.environ/AZURE_API_KEY, api_version: "2024-10-21", weight: 9 }
  - model_name: gpt-4o
    litellm_params: { model: openai/gpt-4o-2024-11-20, api_key: os.environ/OPENAI_API_KEY, weight: 1 }
  - model_name: cheap
    litellm_params: { model: groq/llama-3.3-70b, api_key: gsk_1 }
  - model_name: local
    litellm_params: { model: hosted_vllm/qwen, api_base: "http://10.0.0.5:8000/v1", order: 1, max_parallel_requests: 4 }
  - model_name: local
    litellm_params: { model: openai/qwen-max, api_base: "https://compatible.test/api", api_key: k, order: 2 }
  - model_name: claude
    litellm_params: { model: bedrock/anthropic.claude-x, aws_region_name: us-east-1 }
router_settings:
  routing_strategy: simple-shuffle
  num_retries: 2
  allowed_fails: 3
  cooldown_time: 30
  fallbacks: [{ gpt-4o: [cheap, local] }]
  model_group_alias: { gpt-4: gpt-4o }
`

async function chatOf(text: string, name: string, path = '/v1/chat/completions'): Promise<Record<string, unknown>> {
  const { to } = ok(await loaded(text)).config.routes.find((route) => route.path === path) ?? {}
  assert.ok(to?.kind === 'by_model', path)
  return plain(to.by_model[name]) as Record<string, unknown>
}

const leaf = (provider: string, path: string, model: string | undefined, more: object = {}) => ({
  kind: 'provider',
  provider,
  path,
  ...(model === undefined ? {} : { override: { model } }),
  ...more,
})
const breaker = { failures: 4, rest: 30_000, longest: 300_000, probes: 1 }
const retry = { attempts: 2, backoff: { initial: 500, max: 8000 }, use_retry_after_header: true, longest_wait: 60_000 }

test('deployments of one name share the load, and fallbacks stand behind them', async () => {
  const azure = leaf('azure-gpt-4o', '/openai/deployments/prod-4o/chat/completions', 'prod-4o', { weight: 9 })
  const expected = {
    kind: 'tree',
    strategy: 'fallback',
    breaker,
    targets: [
      {
        kind: 'tree',
        strategy: 'loadbalance',
        on: [408, 409, 429, '5xx', 'unsent'],
        targets: [
          { ...azure, provider: 'azure' },
          leaf('openai', '/chat/completions', 'gpt-4o-2024-11-20', { weight: 1 }),
        ],
      },
      leaf('groq', '/chat/completions', 'llama-3.3-70b', { retry }),
      {
        kind: 'tree',
        strategy: 'fallback',
        targets: [
          leaf('vllm', '/chat/completions', 'qwen', { retry }),
          leaf('openai-local', '/chat/completions', 'qwen-max', { retry }),
        ],
      },
    ],
  }
  assert.deepEqual(await chatOf(SEVERAL, 'gpt-4o'), expected)
  assert.deepEqual(await chatOf(SEVERAL, 'gpt-4', '/chat/completions'), expected)
  assert.deepEqual(await chatOf(SEVERAL, 'claude'), { kind: 'adapter', adapter: 'completions-to-bedrock' })
  assert.deepEqual(await chatOf(SEVERAL, '*'), { kind: 'passthrough', passthrough: true })
  assert.deepEqual(ok(await loaded(SEVERAL)).config.providers['vllm']?.concurrency, { most: 4, queue: 0, wait: 2000 })
})

test('requests by such a name reach a deployment under its own, and the next one where it fails', async () => {
  const ask = async (model: string, statuses: number[], path = '/v1/chat/completions') =>
    through(await loaded(SEVERAL), {
      target: path,
      headers: JSON_TYPE,
      body: `{"model":"${model}","seed":36893488147419103232}`,
      upstream: (_, turn) => answer('{}', { status: statuses[turn] ?? 200 }),
    })
  const failed = await ask('gpt-4', [500, 500])
  assert.equal(failed.requests.length, 3)
  const [one, two, three] = failed.requests
  const first = [url({ request: one }), url({ request: two })].sort()
  assert.deepEqual(first, [
    'https://api.openai.com/v1/chat/completions',
    'https://eu.openai.azure.com/openai/deployments/prod-4o/chat/completions?api-version=2024-10-21',
  ])
  assert.equal(url({ request: three }), 'https://api.groq.com/openai/v1/chat/completions')
  assert.equal(header({ request: three }, 'authorization'), 'Bearer gsk_1')
  const sent = new TextDecoder().decode(await bodyOf({ request: three }))
  assert.equal(sent, '{"model":"llama-3.3-70b","seed":36893488147419103232}')
  assert.doesNotMatch(headersOf({ request: three }).join('\n'), /sk-openai|0123456789abcdef/)
  assert.equal(url(await ask('local', [], '/embeddings')), 'http://10.0.0.5:8000/v1/embeddings')
  assert.equal(url(await ask('local', [503, 503, 503])), 'https://compatible.test/api/chat/completions')
  assert.equal((await ask('claude', [])).code, 'adapter_unsupported')
  assert.equal(url(await ask('gpt-4o-mini', [])), 'https://api.openai.com/v1/chat/completions', 'a name of nobody')
  assert.equal((await ask('gpt-4o-mini', [], '/chat/completions')).code, 'model_unknown')
})

test('strategies, wildcards, and what a breaker is made of', async () => {
  const list = (first: string, second: string) =>
    `model_list:\n  - { model_name: a, litellm_params: { model: openai/x, ${first} } }\n  - { model_name: a, litellm_params: { model: groq/y, ${second} } }\n`
  const node = (settings: string, first = '', second = '') =>
    chatOf(`${list(`api_key: k, ${first}`, `api_key: k, ${second}`)}${settings}`, 'a')
  assert.equal((await node('router_settings: { routing_strategy: latency-based-routing }'))['by'], 'fastest')
  assert.equal((await node('router_settings: { routing_strategy: least-busy }'))['by'], 'least_in_flight')
  assert.equal((await node('router_settings: { disable_cooldowns: true }'))['breaker'], undefined)
  assert.deepEqual((await node(''))['breaker'], { failures: 5, rest: 10_000, longest: 300_000, probes: 1 })
  const weights = (of: Record<string, unknown>) => (of['targets'] as { weight?: number }[]).map(({ weight }) => weight)
  assert.deepEqual(weights(await node('', 'weight: 3')), [3, 0])
  assert.deepEqual(weights(await node('', 'weight: 0', 'weight: 0')), [undefined, undefined])
  assert.equal((await node(''))['on'], undefined)
  const star = `model_list:
  - { model_name: "openai/*", litellm_params: { model: "openai/*", api_key: k } }
  - { model_name: "*", litellm_params: { model: "groq/*", api_key: k } }
litellm_settings: { default_fallbacks: ["*"] }
`
  assert.deepEqual(
    ((await chatOf(star, 'openai/*'))['targets'] as unknown[])[0],
    leaf('openai', '/chat/completions', '{rest}'),
  )
  assert.deepEqual(await chatOf(star, '*'), leaf('groq', '/chat/completions', undefined))
})

test('what of the router cannot be had is told, and without a choice nothing of it is made', async () => {
  const said = notes(await loaded(SEVERAL)).join('\n')
  assert.match(said, /model_list\[5\]: not used at \/v1\/chat\/completions: what bedrock takes is another format/)
  assert.match(said, /model_list: its names hold at \/v1\/chat\/completions/)
  assert.doesNotMatch(said, /callers send gpt-4o-2024|num_retries|allowed_fails|fallbacks/)
  const cost = SEVERAL.replace('simple-shuffle', 'cost-based-routing').replace('[cheap, local]', '[cheap, gone]')
  const more = notes(await loaded(`${cost}  retry_policy: { TimeoutErrorRetries: 1 }\n`)).join('\n')
  assert.match(more, /routing_strategy: load is shared by weight/)
  assert.match(more, /fallbacks\[0\]\.gpt-4o\[1\]: it is no name of model_list/)
  assert.match(more, /retry_policy: not used: attempts and fallbacks go by status/)
  const one =
    'model_list: [{ model_name: a, litellm_params: { model: openai/b, api_key: k } }]\nrouter_settings: { num_retries: 2 }\n'
  assert.match(
    notes(await loaded(one)).join('\n'),
    /num_retries: not used: no name of model_list has several deployments/,
  )
  assert.ok(ok(await loaded(one)).config.routes.every(({ path }) => path !== '/v1/chat/completions'))
  for (const [member, path] of [
    ['num_retries: 2', 'num_retries'],
    ['allowed_fails: 3', 'allowed_fails'],
    ['cooldown_time: 30', 'cooldown_time'],
  ] as const) {
    const wrong = await loaded(SEVERAL.replace(member, `${path}: often`))
    assert.match(told(wrong).join(), new RegExp(`router_settings\\.${path}: it is no number`))
  }
  const endpoint = `${SEVERAL}general_settings: { pass_through_endpoints: [{ path: /v1/embeddings, target: "https://h/e" }] }\n`
  assert.deepEqual(told(await loaded(endpoint)), [])
})

test('strait import writes such trees', async () => {
  const imported = await importConfig('litellm', optionsFor(SEVERAL))
  assert.ok(imported.kind === 'ok', JSON.stringify(imported))
  const again = await loaded(imported.text, { source: '/etc/strait.yaml' })
  assert.deepEqual(plain(ok(again).config), plain(ok(await loaded(SEVERAL)).config), imported.text)
})

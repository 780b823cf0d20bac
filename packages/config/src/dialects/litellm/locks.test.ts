import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesAs, ok, told } from '../loaded-fixture.ts'
import { JWT, RERANK, SPECIFICATION } from './seed-fixture.ts'

const { loaded } = filesAs('/etc/litellm.yaml')

const LOCK = 'restricts, and this build does not enforce it:'

test('a setting that restricts and does not hold keeps Strait from starting, until it is accepted', async () => {
  const rows: [text: string, at: string, name: string][] = [
    ['general_settings: { enable_jwt_auth: true }', '1:38', 'enable_jwt_auth'],
    ['general_settings: { allowed_routes: [/v1/chat] }', '1:37', 'allowed_routes'],
    ['general_settings: { allowed_ips: [10.0.0.1] }', '1:34', 'allowed_ips'],
    ['general_settings: { custom_auth: my.auth }', '1:34', 'custom_auth'],
    ['general_settings: { a_policy_of_tomorrow: strict }', '1:43', 'a_policy_of_tomorrow'],
    ['litellm_settings: { max_budget: 100 }', '1:33', 'max_budget'],
    ['litellm_settings: { default_team_settings: [{ team_id: a, max_budget: 3 }] }', '1:44', 'default_team_settings'],
    ['litellm_settings: { callbacks: [my_module.handler] }', '1:33', 'my_module.handler'],
    ['litellm_settings: { callbacks: lakera_prompt_injection }', '1:32', 'lakera_prompt_injection'],
    ['router_settings: { provider_budget_config: { openai: { budget_limit: 1 } } }', '1:44', 'provider_budget_config'],
    ['litellm_settings: { pre_call_rules: my_rules.pre }', '1:37', 'pre_call_rules'],
    ['litellm_settings: { post_call_rules: my_rules.post }', '1:38', 'post_call_rules'],
    ['litellm_settings: { max_request_size_mb: 1 }', '1:42', 'max_request_size_mb'],
    ['general_settings: { reject_clientside_metadata_tags: true }', '1:54', 'reject_clientside_metadata_tags'],
    ['general_settings: { max_response_size_mb: 10 }', '1:43', 'max_response_size_mb'],
    ['general_settings: { a_rule_of_tomorrow: strict }', '1:41', 'a_rule_of_tomorrow'],
    ['general_settings: { max_upload_file_size: 10 }', '1:43', 'max_upload_file_size'],
    ['general_settings: { checks_of_tomorrow: [plain, enforce_something] }', '1:41', 'checks_of_tomorrow'],
    ['router_settings: { enable_tag_filtering: true }', '1:42', 'enable_tag_filtering'],
    [
      'router_settings: { optional_pre_call_checks: [prompt_caching, enforce_model_rate_limits] }',
      '1:63',
      'enforce_model_rate_limits',
    ],
    ['router_settings: { optional_pre_call_checks: [router_budget_limiting] }', '1:47', 'router_budget_limiting'],
    ['model_list: []\nguardrails: [{ guardrail_name: pii }]', '2:13', 'guardrails'],
    ['model_list: [{ model_name: a, litellm_params: { model: gpt-x, rpm: 5 } }]', '1:68', 'rpm'],
  ]
  for (const [text, at, name] of rows) {
    const refused = await loaded(text)
    assert.equal(refused.kind, 'invalid', text)
    assert.equal(told(refused).length, 1, told(refused).join('\n'))
    assert.ok(told(refused)[0]?.startsWith(`${at} `) && told(refused)[0]?.includes(`${name} ${LOCK}`), told(refused)[0])
    const accepted = ok(await loaded(text, { accept: [name] }))
    assert.match(told(accepted)[0] ?? '', /is not enforced, and accepted/)
  }
})

test('the JWT example is refused by name', async () => {
  assert.deepEqual(
    told(await loaded(JWT)).map((line) => line.split(` ${LOCK}`)[0]),
    ['3:20 general_settings.enable_jwt_auth: enable_jwt_auth', '5:5 general_settings.litellm_jwtauth: litellm_jwtauth'],
  )
})

test('what is off, or only watches, is no lock', async () => {
  const rows = [
    'general_settings: { enable_jwt_auth: false, allowed_routes: [], max_parallel_requests: null }',
    'litellm_settings: { success_callback: [langfuse], failure_callback: [my.module], callbacks: [prometheus, otel] }',
    'litellm_settings: { drop_params: true, num_retries: 3, allowed_fails: 3, cache: true, fallbacks: [{ a: [b] }] }',
    'router_settings: { routing_strategy: simple-shuffle, retry_policy: { BadRequestErrorRetries: 1 } }',
    'model_list: [{ model_name: a, litellm_params: { model: gpt-x, max_tokens: 5 }, model_info: { id: x } }]',
    'router_settings: { optional_pre_call_checks: [prompt_caching, deployment_affinity], enable_tag_filtering: false }',
    'litellm_settings: { langfuse_default_tags: [cache_hit, proxy_base_url], s3_batch_size: 512 }',
    'litellm_settings: { prometheus_metrics_config: [{ group: a, metrics: [litellm_remaining_team_budget_metric] }] }',
    'litellm_settings: { custom_prometheus_tags: [limit], public_model_groups: [only] }',
    'general_settings: { max_connection_pool_size: 100, alert_types: [budget_alerts], max_request_size_mb: 10 }',
    'general_settings: { alerting: [slack], alert_to_webhook_url: { budget_alerts: "https://h" } }',
  ]
  for (const text of rows) assert.deepEqual(told(await loaded(text)), [], text)
})

test('auth: true holds where there is a key, and is refused where there is none', async () => {
  const endpoint = 'pass_through_endpoints: [{ path: /p, target: "https://h", auth: true }]'
  assert.match(told(await loaded(`general_settings: { ${endpoint} }`))[0] ?? '', /auth restricts.*no master_key/)
  assert.equal((await loaded(`general_settings: { master_key: k, ${endpoint} }`)).kind, 'ok')
  const main = 'include: [litellm.yaml]\naccess: { keys: [{ name: me, key: mine }] }\n'
  const files = { '/etc/litellm.yaml': `general_settings: { ${endpoint} }` }
  assert.equal((await loaded(main, { source: '/etc/strait.yaml', files })).kind, 'ok')
})

test('guardrails of one endpoint are a lock as well', async () => {
  const text =
    'general_settings:\n  pass_through_endpoints:\n    - { path: /p, target: "https://h", guardrails: { pii: null } }\n'
  assert.match(told(await loaded(text))[0] ?? '', /^3:52 .*guardrails restricts/)
})

test('mistakes are told at their place in the file itself', async () => {
  const entry = (members: string) => `general_settings:\n  pass_through_endpoints:\n    - { ${members} }\n`
  const path = 'general_settings.pass_through_endpoints[0]'
  const rows: [text: string, lines: (string | RegExp)[]][] = [
    [
      RERANK.replace('COHERE_API_KEY', 'GONE'),
      [`8:24 ${path}.headers.Authorization: the environment variable GONE is not set`],
    ],
    [entry('path: /p'), [`3:7 ${path}: target is missing`]],
    [entry('target: "https://h"'), [`3:7 ${path}: path is missing`]],
    [entry('path: p, target: "https://h"'), [`3:15 ${path}.path: a path begins with /`]],
    [entry('path: "/a/{id}", target: "https://h"'), [`3:15 ${path}.path: names in { } do not exist here`]],
    [entry('path: /p, target: "ftp://h"'), [`3:27 ${path}.target: only http and https URLs can be called`]],
    [entry('path: /p, target: "https://h", headers: { a: os.environ/ }'), [/^3:54 .*os\.environ\/` names no variable/]],
    [entry('path: /p, target: "https://h", headers: { a b: c }'), [/^3:51 .*letters, digits and - only/]],
    [
      entry('path: /p, target: "https://h", headers: { LANGFUSE_PUBLIC_KEY: a }'),
      [/LANGFUSE_PUBLIC_KEY stands without LANGFUSE_SECRET_KEY/],
    ],
    [
      entry('path: /p, target: "https://h", headers: { LANGFUSE_SECRET_KEY: a }'),
      [/LANGFUSE_SECRET_KEY stands without LANGFUSE_PUBLIC_KEY/],
    ],
    [entry('path: /p, target: "https://h", timeout: soon'), [/^3:49 .*no number of seconds/]],
    [entry('path: /p, target: "https://h", cost_per_request: much'), [/^3:58 .*cost_per_request: wrong value/]],
    ['general_settings: { pass_through_endpoints: { path: /p } }', [/^1:45 .*it is no list/]],
    ['general_settings: { pass_through_endpoints: [x] }', [/^1:46 .*it is no endpoint/]],
    ['model_list: { model_name: a }', [/^1:13 .*it is no list/]],
    ['general_settings: { master_key: 1234 }', [/^1:33 general_settings.master_key: /]],
    ['model_list: [{ model_name: a }]', [/litellm_params.model is missing/]],
    ['general_settings: [', [/^1:/]],
  ]
  for (const [text, lines] of rows) {
    const result = await loaded(text)
    assert.equal(result.kind, 'invalid', text)
    const found = told(result)
    assert.equal(found.length, lines.length, found.join('\n'))
    lines.forEach((line, i) => {
      if (typeof line === 'string') assert.equal(found[i], line)
      else assert.match(found[i] ?? '', line)
    })
  }
})

test('the specification with its types in place of values is refused, each at its place', async () => {
  const found = told(await loaded(SPECIFICATION))
  assert.deepEqual(
    found.map((line) => line.split(' ')[0]),
    ['4:13', '5:15', '14:9'],
  )
})

test('no message shows what may be secret', async () => {
  const text = `general_settings:\n  master_key: sk-planted\n  enable_jwt_auth: planted\n  pass_through_endpoints:\n    - { path: p, target: "https://u:planted@h", headers: { a: planted, "b c": planted } }\n`
  const result = await loaded(text)
  assert.equal(result.kind, 'invalid')
  assert.doesNotMatch(JSON.stringify(result), /planted/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compilePlan } from '../compile/index.ts'
import { loadForTest } from '../load-for-test.ts'

const ACCESS = 'access: { keys: [{ name: ci, key: a-key }, { name: web, key: b-key }] }\n'

test('loadConfig() reads configs that requests name, and who may', async () => {
  const loaded = await loadForTest(`${ACCESS}providers: { openai: { key: "\${OPENAI_API_KEY}", allow: [ci, web] } }
configs:
  pc-a: { provider: "@openai", allow: ci }
  pc-b: { provider: passthrough, custom_host: http://10.0.0.5/v1, api_key: "\${OPENAI_API_KEY}", forward_headers: [x-a] }
`)
  assert.deepEqual(loaded.kind === 'invalid' ? loaded.problems : [], [])
  assert.ok(loaded.kind === 'ok')
  const { configs, providers } = loaded.config
  assert.deepEqual([configs['pc-a']?.allow, providers['openai']?.allow], [['ci'], ['ci', 'web']])
  const open = { version: '0', loopback: true, observers: [], tracer: undefined, wire: undefined }
  const { plan } = await compilePlan({ ...open, config: loaded.config })
  assert.equal(plan.heads?.length, 1)
  const shut = await compilePlan({
    ...open,
    config: { ...loaded.config, doors: { ...loaded.config.doors, dialects: false } },
  })
  assert.equal(shut.plan.heads, undefined)
})

const mistakes: Readonly<Record<string, readonly [path: string, message: RegExp]>> = {
  'configs: { a: { provider: openai } }\n': ['configs.a', /begins with pc-/],
  'configs: { pc-a: { provider: openai, allow: [ci] } }\n': ['configs.pc-a.allow[0]', /no key of access\.keys/],
  'providers: { openai: { allow: nobody } }\n': ['providers.openai.allow', /no key of access\.keys/],
  'configs: { pc-a: { custom_host: h.test } }\n': ['configs.pc-a.custom_host', /whole URL/],
  'configs: { pc-a: { request_timeout: 0 } }\n': ['configs.pc-a.request_timeout', /from 1/],
  'configs: { pc-a: { forward_headers: [host] } }\n': ['configs.pc-a.forward_headers[0]', /url/],
  'configs: { pc-a: { input_guardrails: [] } }\n': ['configs.pc-a.input_guardrails', /not part of this version/],
  'configs: { pc-a: { targets: [] } }\n': ['configs.pc-a', /targets: write a list of targets/],
  'configs: { pc-a: { strategy: { mode: fallback }, targets: [{ provder: openai }] } }\n': [
    'configs.pc-a',
    /targets\[0\]: there is no key provder/,
  ],
  'configs: { pc-a: { customHost: "https://h.test" } }\n': ['configs.pc-a.customHost', /no member/],
  'egress: { hosts_from_requests: maybe }\n': ['egress.hosts_from_requests', /wrong value/],
}
for (const [text, [path, message]] of Object.entries(mistakes)) {
  test(`loadConfig() explains ${JSON.stringify(text)}`, async () => {
    const loaded = await loadForTest(text)
    assert.ok(loaded.kind === 'invalid')
    assert.deepEqual(
      loaded.problems.map((problem) => problem.path),
      [path],
    )
    assert.match(`${loaded.problems[0]?.message}`, message)
  })
}

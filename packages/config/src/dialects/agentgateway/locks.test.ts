import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatProblems } from '../../format.ts'
import { filesAs, notes, ok, told } from '../loaded-fixture.ts'

const { loaded } = filesAs('/etc/agentgateway.yaml')

const MODEL = 'models: [{ name: "*", provider: openai }]'

function llm(policies: string): string {
  return `llm:\n  ${MODEL}\n  policies: { ${policies} }\n`
}

function route(policies: string): string {
  const ai = 'ai: { name: a, provider: { openAI: {} } }'
  return `binds:\n- port: 1\n  listeners:\n  - routes:\n    - backends: [{ ${ai} }]\n      policies: { ${policies} }\n`
}

test('a setting that restricts and does not hold keeps Strait from starting, until it is accepted', async () => {
  const rows: [text: string, name: string][] = [
    [llm('jwtAuth: { issuer: i, jwks: x }'), 'jwtAuth'],
    [llm('oidc: { issuer: i }'), 'oidc'],
    [llm('basicAuth: { htpasswd: x }'), 'basicAuth'],
    [llm('authorization: { rules: [\'jwt.sub == "a"\'] }'), 'authorization'],
    [llm('extAuthz: { host: h }'), 'extAuthz'],
    [llm('extProc: { host: h }'), 'extProc'],
    [llm('localRateLimit: [{ type: tokens, maxTokens: 1, tokensPerFill: 1, fillInterval: 1s }]'), 'localRateLimit'],
    [llm('remoteRateLimit: { host: h, domain: d }'), 'remoteRateLimit'],
    [llm('guardrails: { request: [{ regex: { rules: [{ builtin: email }] } }] }'), 'guardrails'],
    [llm('transformations: { request: { set: { a: b } } }'), 'transformations'],
    [llm('quotaOfTomorrow: 5'), 'quotaOfTomorrow'],
    [llm('apiKey: { mode: strict, keys: [{ key: a, allowedModels: [m] }] }'), 'allowedModels'],
    [`llm:\n  models: [{ name: "*", provider: openai, authorization: { rules: [x] } }]`, 'authorization'],
    [`llm:\n  models: [{ name: "*", provider: openai, overrides: { max_tokens: 5 } }]`, 'overrides'],
    [`llm:\n  models: [{ name: "*", provider: openai, guardrails: { request: [x] } }]`, 'guardrails'],
    [route('jwtAuth: { issuer: i }'), 'jwtAuth'],
    [route('mcpAuthorization: { rules: [x] }'), 'mcpAuthorization'],
    [route('ai: { promptGuard: { request: [{ regex: {} }] } }'), 'promptGuard'],
    [route('ai: { prompts: { append: [{ role: system, content: c }] } }'), 'prompts'],
    [route('ai: { overrides: { store: false } }'), 'overrides'],
    [route('backendTunnel: { proxy: { host: h } }'), 'backendTunnel'],
    [
      'binds:\n- port: 1\n  listeners:\n  - policies: { jwtAuth: { issuer: i } }\n    routes: [{ backends: [{ host: "h:1" }] }]\n',
      'jwtAuth',
    ],
    [
      'binds:\n- port: 1\n  listeners:\n  - routes: [{ backends: [{ host: "h:1", policies: { authorization: { rules: [x] } } }] }]\n',
      'authorization',
    ],
    [`frontendPolicies: { networkAuthorization: { rules: [x] } }\nllm: { ${MODEL} }`, 'networkAuthorization'],
    [
      `policies: [{ name: p, target: { route: r }, policy: { apiKey: { keys: [{ key: a }] } } }]\nllm: { ${MODEL} }`,
      'apiKey',
    ],
    [`gateways: { default: { port: 1, oidc: { issuer: i } } }\nllm: { ${MODEL} }`, 'oidc'],
  ]
  for (const [text, name] of rows) {
    const refused = await loaded(text)
    assert.equal(refused.kind, 'invalid', text)
    assert.ok(
      told(refused).some((each) => each.includes(`${name} restricts, and this build does not enforce it:`)),
      `${text}\n${told(refused).join('\n')}`,
    )
    assert.match(told(ok(await loaded(text, { accept: [name] })))[0] ?? '', /is not enforced, and accepted/, text)
  }
})

test('what is off, or watches alone, is no lock', async () => {
  const rows = [
    llm('jwtAuth: null, localRateLimit: []'),
    route(
      'retry: { attempts: 2, codes: [429] }, requestMirror: { backend: { host: "h:1" } }, csrf: { additionalOrigins: [] }',
    ),
    route('ai: { promptCaching: { cacheSystem: true }, defaults: { temperature: 0 } }'),
    `config: { adminAddr: "localhost:1", logging: { level: debug } }\nfrontendPolicies: { accessLog: { add: { a: b } } }\nllm: { ${MODEL} }`,
    `mcp: { targets: [] }\nui: {}\nllm: { ${MODEL} }`,
  ]
  for (const text of rows) assert.deepEqual(told(await loaded(text)), [], text)
})

test('a lock of one place is not opened by the keys of another', async () => {
  const text = (second: string) => `
binds:
- port: 1
  listeners:
  - routes:
    - matches: [{ path: { pathPrefix: /a } }]
      policies: { apiKey: { mode: strict, keys: [{ key: one }] } }
      backends: [{ host: "a:1" }]
    - matches: [{ path: { pathPrefix: /b } }]
      policies: { apiKey: { mode: strict, keys: [{ key: ${second} }] } }
      backends: [{ host: "b:1" }]
    - matches: [{ path: { pathPrefix: /c } }]
      backends: [{ host: "c:1" }]
`
  assert.match(
    told(await loaded(text('two')))[0] ?? '',
    /apiKey restricts.*keys of one policy open what another one locks/,
  )
  const { config } = ok(await loaded(text('one')))
  assert.equal(config.access?.keys.length, 1)
  assert.deepEqual(
    config.routes.map(({ path, open }) => [path, open]),
    [
      ['/a', false],
      ['/a/*', false],
      ['/b', false],
      ['/b/*', false],
      ['/c', true],
      ['/c/*', true],
    ],
  )
})

test('keys hold whatever their mode, and a hash opens nothing', async () => {
  const said = notes(await loaded(llm('apiKey: { keys: [{ key: a }] }')))
  assert.ok(
    said.some((each) => each.includes('every request needs a key here; mode optional let those without one pass')),
  )
  const hash = '{ keyHash: "sha256:00" }'
  assert.match(told(await loaded(llm(`apiKey: { mode: strict, keys: [${hash}] }`)))[0] ?? '', /nobody could call/)
  const beside = await loaded(llm(`apiKey: { mode: strict, keys: [${hash}, { key: a }] }`))
  assert.equal(ok(beside).config.access?.keys.length, 1)
  assert.ok(notes(beside).some((each) => each.includes('a key that is given as a hash opens nothing yet')))
})

test('no secret of the file is shown, wherever it breaks', async () => {
  const text = `llm:
  policies: { apiKey: { mode: strict, keys: [{ key: planted-1, metadata: { team: planted-2 } }] } }
  models:
  - { name: "*", provider: openai, params: { apiKey: planted-3, hostOverride: "a b" }, requestHeaders: { set: { x: planted-4 } }, nonsense: planted-5 }
  - { name: x, provider: { custom: { formats: [{ type: none }] } }, params: { apiKey: "planted-6 \${}" } }
`
  const result = await loaded(text)
  assert.ok(result.kind === 'invalid')
  assert.doesNotMatch(formatProblems(result.problems), /planted/)
})

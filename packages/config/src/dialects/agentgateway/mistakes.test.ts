import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesAs, told } from '../loaded-fixture.ts'

const { loaded } = filesAs('/etc/agentgateway.yaml')

/** Where the mark stands in a text, and the text without it. */
function marked(text: string): { text: string; place: string } {
  const at = text.indexOf('§')
  const before = text.slice(0, at).split('\n')
  return { text: text.replace('§', ''), place: `${before.length}:${(before.at(-1) as string).length + 1}` }
}

test('mistakes are told where they stand', async () => {
  const bind = (route: string) => `binds:\n- port: 1\n  listeners:\n  - routes:\n    - ${route}\n`
  const model = (members: string) => `llm: { models: [{ name: a, ${members} }] }`
  const ai = '{ ai: { name: a, provider: { openAI: {} } } }'
  const route = 'binds[0].listeners[0].routes[0]'
  const rows: [text: string, said: string][] = [
    ['llm: { models: [§{ provider: openai }] }', 'llm.models[0]: name is missing'],
    ['llm: { models: [{ name: §a*b*, provider: openai }] }', 'llm.models[0].name: one * may stand'],
    [model('provider: §opnai'), 'llm.models[0].provider: no such provider is part of this version'],
    [model('provider: §constructor'), 'llm.models[0].provider: no such provider is part of this version'],
    [model('provider: §copilot'), 'llm.models[0].provider: no such provider is part of this version'],
    [model('provider: openai, passthrough: §maybe'), 'llm.models[0].passthrough: it is neither opaque nor detect'],
    [model('provider: { reference: §x }'), 'llm.models[0].provider.reference: there is no provider of this name'],
    [
      model('provider: openai, params: { apiKey: §"$NOT_SET" }'),
      'llm.models[0].params.apiKey: the environment variable NOT_SET is not set',
    ],
    [
      model('provider: openai, params: { apiKey: §"${}" }'),
      'llm.models[0].params.apiKey: a $ stands here that names no variable',
    ],
    [
      model('provider: openai, params: { baseUrl: §"ftp://h" }'),
      'llm.models[0].params.baseUrl: only http and https URLs can be called',
    ],
    [model('provider: openai, matches: §[{ headers: [] }]'), 'llm.models[0].matches: models are chosen by their name'],
    [
      bind(`{ backends: [${ai}], policies: { ai: { routes: { "*": §pasthrough } } } }`),
      `${route}.policies.ai.routes."*": there is no such type of route`,
    ],
    [
      bind(`{ backends: [${ai}], matches: [{ path: { regex: §"^/v1" } }] }`),
      `${route}.matches[0].path.regex: a path is no regular expression here`,
    ],
    [bind('{ backends: [{ backend: §x }] }'), `${route}.backends[0].backend: there is no backend of this name`],
    [
      bind(`{ backends: [${ai}], policies: { timeout: { requestTimeout: §soon } } }`),
      `${route}.policies.timeout.requestTimeout: it is no duration`,
    ],
    [
      bind(`{ backends: [${ai}], policies: { backendAuth: { gcp: §{} } } }`),
      `${route}.policies.backendAuth.gcp: a credential by the machine's own identity is not part of this version`,
    ],
    [
      'gateways: { a: { port: 1 } }\nroutes: [{ gateways: §b, backends: [{ host: "h:1" }] }]',
      'routes[0].gateways: there is no gateway of this name',
    ],
  ]
  for (const [written, said] of rows) {
    const { text, place } = marked(written)
    const problems = told(await loaded(text))
    const expected = `${place} ${said}`
    assert.ok(
      problems.some((each) => each.startsWith(expected)),
      `${text}\nwas told:\n${problems.join('\n')}\nand not:\n${expected}`,
    )
  }
})

test('no message shows what may be secret', async () => {
  const text = `
binds:
- port: 1
  listeners:
  - routes:
    - backends:
      - { host: "h:1", weight: heavy, policies: { health: { unhealthyExpression: planted, eviction: { duration: planted } } } }
      - ai: { groups: [{ providers: [{ name: a, provider: { openAI: {} } }, { name: b, provider: { openAI: { model: x } }, policies: { sessionAffinity: { source: planted } } }] }] }
      policies: { retry: { attempts: often, codes: [planted, 200], backoff: planted, precondition: 'planted["planted"] == "planted"', condition: planted } }
llm:
  models: [{ name: a, provider: openAI, params: { apiKey: planted } }]
  virtualModels:
  - { name: v, routing: { conditional: { targets: [{ when: 'x["planted"] == "planted"', model: a }, { when: 'request.path.matches("(planted")', model: a }] } } }
  - { name: w, routing: { weighted: { targets: [{ model: a, weight: heavy }, { model: a, weight: 1 }] } } }
`
  for (const each of [
    text,
    text.replaceAll('attempts: often', 'attempts: 3'),
    text.replaceAll(/duration: planted|weight: heavy,?/g, ''),
  ]) {
    const result = await loaded(each)
    const said = result.kind === 'ok' ? [...result.notes, ...result.warnings] : result.problems
    assert.doesNotMatch(JSON.stringify(said), /planted/)
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UpstreamOutcome } from '@strait/core'
import { answer } from '../../../../core/test/harness.ts'
import { importConfig } from '../../import-config.ts'
import { filesAs, notes, ok, plain, told } from '../loaded-fixture.ts'
import { bodyOf, header, JSON_TYPE, through, url } from '../through-fixture.ts'
import { FAILOVER, GROUPS, HEALTH, WEIGHTED } from './trees-fixture.ts'

const { loaded, optionsFor } = filesAs('/etc/agentgateway.yaml')

/** What the file makes of the paths that no row tells apart. */
async function restOf(text: string): Promise<unknown> {
  const route = ok(await loaded(text)).config.routes.find(
    ({ path, path_ends }) => path === '/*' && path_ends === undefined,
  )
  return plain(route?.to)
}

const usual = { use_retry_after_header: false, longest_wait: 60_000 }

function bind(route: string): string {
  return `binds:\n- port: 1\n  listeners:\n  - routes:\n    - ${route}\n`
}

test('several backends of a route share the load by their weights', async () => {
  assert.deepEqual(await restOf(WEIGHTED), {
    kind: 'tree',
    strategy: 'loadbalance',
    targets: [
      { kind: 'provider', weight: 80, timeouts: { total: 5000 }, provider: 'primary' },
      {
        kind: 'url',
        weight: 20,
        breaker: { failures: 3, rest: 20_000, longest: 300_000, probes: 1 },
        url: 'http://10.0.0.5:8000',
      },
    ],
  })
})

test('priority groups are a fallback over those who share the load', async () => {
  const leaf = (provider: string) => ({ kind: 'provider', provider })
  const breaker = { failures: 5, rest: 10_000, longest: 300_000, probes: 1 }
  assert.deepEqual(await restOf(GROUPS), {
    kind: 'tree',
    strategy: 'fallback',
    breaker,
    targets: [
      { kind: 'tree', strategy: 'loadbalance', by: 'fastest', targets: [leaf('first'), leaf('second')] },
      leaf('third'),
    ],
  })
  const sticky = GROUPS.replace('# affinity', 'sessionAffinity: { source: \'request.headers["x-session-id"]\' }')
  const tree = (await restOf(sticky)) as { targets: { sticky?: unknown; by?: unknown }[] }
  assert.deepEqual(tree.targets[0]?.sticky, { kind: 'header', name: 'x-session-id' })
  assert.equal(tree.targets[0]?.by, undefined)
})

test('of several formats those are asked that a path is native to, and lists are one list', async () => {
  const text = GROUPS.replace(
    '{ routes: { "*": passthrough } }',
    '{ routes: { /v1/messages: messages, /v1/chat/completions: completions, /v1/models: models } }',
  )
    .replaceAll('openAI: {}', 'openAI: { model: gpt-5 }')
    .replace('anthropic: {}', 'anthropic: { model: claude-x }')
  const ask = async (target: string) => {
    const seen = await through(await loaded(text), {
      target,
      headers: JSON_TYPE,
      body: '{"model":"m"}',
      method: 'POST',
    })
    return url(seen) ?? seen.text
  }
  assert.equal(await ask('/v1/messages'), 'https://api.anthropic.com/v1/messages')
  assert.equal(await ask('/v1/chat/completions'), 'https://api.openai.com/v1/chat/completions')
  const list = await through(await loaded(text), { target: '/v1/models' })
  assert.deepEqual(
    JSON.parse(list.text).data.map(({ id }: { id: string }) => id),
    ['gpt-5', 'claude-x'],
  )
  assert.match(notes(await loaded(text)).join('\n'), /backends\[0\]\.ai: one of them stands aside on some paths/)
})

test('retry tries one target again, and leads from one of several to the next', async () => {
  const one = '{ ai: { name: a, provider: { openAI: {} } } }'
  const host = '{ host: "127.0.0.1:9" }'
  const star = 'ai: { routes: { "*": passthrough } }'
  const to = async (backends: string, retry: string) =>
    (await restOf(bind(`{ backends: [${backends}], policies: { ${star}, retry: ${retry} } }`))) as Record<
      string,
      unknown
    >
  const again = { attempts: 2, on: [429, 503, 'unsent'], backoff: { initial: 100, max: 100 }, ...usual }
  const retry = '{ attempts: 3, codes: [429, 503], backoff: 100ms }'
  assert.deepEqual(await to(one, retry), { kind: 'provider', provider: 'a', retry: again })
  const several = await to(`${one}, ${host}`, retry)
  assert.deepEqual([several['strategy'], several['on'], several['retry']], ['loadbalance', again.on, undefined])
  assert.equal((await to(one, '{ attempts: 1, codes: [500] }'))['retry'], undefined, 'the first attempt counts')
  assert.deepEqual(((await to(one, '{ attempts: 2, codes: [500] }'))['retry'] as Record<string, unknown>)['backoff'], {
    initial: 1,
    max: 1,
  })
  const asked = await to(one, `{ attempts: 2, codes: [500], precondition: 'request.method == "GET"' }`)
  assert.deepEqual([asked['strategy'], asked['else']], ['conditional', 'once'])
  const never = bind(
    `{ backends: [${one}], policies: { ${star}, retry: { attempts: 2, codes: [500], precondition: jwt.sub == "a" } } }`,
  )
  assert.equal(((await restOf(never)) as Record<string, unknown>)['retry'], undefined)
  assert.match(
    notes(await loaded(never)).join('\n'),
    /retry\.precondition: nothing is tried again: jwt\.sub can't be asked here/,
  )
})

test('virtual models: weights, priorities, conditions', async () => {
  const chat = async (text: string, name: string) => {
    const { to } =
      ok(await loaded(text)).config.routes.find(({ path_ends: end }) => end === '/v1/chat/completions') ?? {}
    assert.ok(to?.kind === 'by_model')
    return plain(to.by_model[name]) as Record<string, unknown>
  }
  const leaf = (provider: string, model: string, more: object = {}) => ({
    kind: 'provider',
    provider,
    path: '/v1/chat/completions',
    override: { model },
    ...more,
  })
  const breaker = { failures: 5, rest: 10_000, longest: 300_000, probes: 1 }
  assert.deepEqual(await chat(FAILOVER, 'split'), {
    kind: 'tree',
    strategy: 'loadbalance',
    targets: [leaf('openai', 'gpt-5.5', { weight: 9 }), leaf('openai-2', 'gpt-4o')],
  })
  assert.deepEqual(await chat(FAILOVER, 'safe'), {
    kind: 'tree',
    strategy: 'fallback',
    breaker,
    targets: [
      leaf('openai', 'gpt-5.5'),
      {
        kind: 'tree',
        strategy: 'loadbalance',
        by: 'fastest',
        targets: [leaf('openai-2', 'gpt-4o'), leaf('openai-2', 'gpt-4o-mini')],
      },
    ],
  })
  const conditional = await chat(FAILOVER, 'tiered')
  assert.deepEqual([conditional['strategy'], conditional['else']], ['conditional', '2-gpt-4o-mini'])
  const replicas = { failures: 1, rest: 30_000, longest: 300_000, probes: 1 }
  assert.deepEqual(await chat(HEALTH, 'qwen3'), {
    kind: 'tree',
    strategy: 'loadbalance',
    by: 'fastest',
    breaker,
    targets: ['qwen3-a', 'qwen3-b'].map((name) => ({
      ...leaf(name === 'qwen3-a' ? 'custom' : 'custom-2', 'Qwen/Qwen3-32B', { breaker: replicas }),
      path: '/chat/completions',
    })),
  })
})

test('requests to a virtual model reach the models behind it, under their own names', async () => {
  const ask = async (model: string, headers: string[], upstream: (turn: number) => UpstreamOutcome) =>
    through(await loaded(FAILOVER), {
      target: '/v1/chat/completions',
      headers: [...JSON_TYPE, ...headers],
      body: `{"model":"${model}","n":1.0}`,
      upstream: (_, turn) => upstream(turn),
    })
  const text = async (seen: Awaited<ReturnType<typeof ask>>, i: number) =>
    new TextDecoder().decode(await bodyOf({ request: seen.requests[i] }))
  const failing = await ask('safe', [], (turn) => answer('{}', { status: turn === 0 ? 503 : 200 }))
  assert.deepEqual([failing.status, failing.requests.length], [200, 2])
  assert.equal(await text(failing, 0), '{"model":"gpt-5.5","n":1.0}')
  assert.match(await text(failing, 1), /^\{"model":"gpt-4o(-mini)?","n":1\.0\}$/)
  assert.equal(header({ request: failing.requests[0] }, 'authorization'), 'Bearer sk-openai')
  assert.equal(header({ request: failing.requests[1] }, 'authorization'), 'Bearer sk-other')
  const wrong = await ask('safe', [], () => answer('{}', { status: 400 }))
  assert.deepEqual([wrong.status, wrong.requests.length], [400, 1], 'what the caller did wrong goes to nobody else')
  for (const [headers, model] of [
    [['x-tier', 'premium'], 'gpt-5.5'],
    [['x-tier', 'basic'], 'gpt-4o-mini'],
    [[], 'gpt-4o-mini'],
  ] as [string[], string][]) {
    assert.equal(await text(await ask('tiered', headers, () => answer('{}')), 0), `{"model":"${model}","n":1.0}`)
  }
  assert.equal(url(await ask('internal', [], () => answer('{}'))), undefined)
})

test('what of a tree cannot be had is told, and answers 501', async () => {
  const model = '{ name: a, provider: openAI, params: { apiKey: k } }'
  const claude = '{ name: c, provider: anthropic, params: { apiKey: k } }'
  const virtual = (routing: string) =>
    `llm: { models: [${model}, ${claude}], virtualModels: [{ name: v, routing: { ${routing} } }] }`
  const asked = async (text: string, target = '/v1/chat/completions') => {
    const seen = await through(await loaded(text), { target, headers: JSON_TYPE, body: '{"model":"v"}' })
    return url(seen) ?? `${seen.status}`
  }
  const unsayable = virtual(`conditional: { targets: [{ model: a, when: 'jwt.sub == "x"' }, { model: a }] }`)
  assert.match(notes(await loaded(unsayable)).join('\n'), /the virtual model answers 501: jwt\.sub can't be asked here/)
  assert.equal(await asked(unsayable), '501')
  const mixed = virtual('failover: { targets: [{ model: c, priority: 0 }, { model: a, priority: 1 }] }')
  assert.match(
    notes(await loaded(mixed)).join('\n'),
    /virtualModels\[0\]: one of them stands aside on some paths, \/v1\/\S+ among them/,
  )
  assert.equal(await asked(mixed), 'https://api.openai.com/v1/chat/completions')
  assert.equal(await asked(mixed, '/v1/messages'), 'https://api.anthropic.com/v1/messages')
  assert.equal(await asked(mixed, '/v1beta/models/v:generateContent'), '501')
  const rows: [text: string, said: RegExp][] = [
    [virtual('weighted: { targets: [{ model: nobody }] }'), /targets\[0\]\.model: there is no such model/],
    [virtual('weighted: { targets: [] }'), /weighted: there is no target in it/],
    [virtual('cheapest: {}'), /routing: it says nothing of where its requests go/],
    [virtual('failover: { targets: [{ model: a, priority: first }] }'), /priority: it is no number/],
    ['llm: { models: [], virtualModels: [{ routing: {} }] }', /virtualModels\[0\]: name is missing/],
    [
      bind('{ backends: [{ host: "h:1" }], policies: { retry: { attempts: 2, codes: [500], backoff: soon } } }'),
      /no duration/,
    ],
  ]
  for (const [text, said] of rows) assert.match(told(await loaded(text)).join('\n'), said, text)
})

test('strait import writes trees that mean the same', async () => {
  for (const text of [WEIGHTED, GROUPS, FAILOVER, HEALTH]) {
    const imported = await importConfig('agentgateway', optionsFor(text))
    assert.ok(imported.kind === 'ok', JSON.stringify(imported))
    const again = await loaded(imported.text, { source: '/etc/strait.yaml' })
    assert.deepEqual(plain(ok(again).config), plain(ok(await loaded(text)).config), imported.text)
    assert.deepEqual(ok(again).foreign, [])
  }
})

import assert from 'node:assert/strict'
import type { HeaderList } from '@strait/testkit'
import { assertRefused } from '../faults/refusal.ts'
import { forEachRuntime } from '../suite.ts'
import { isKept, numbered } from './cached.ts'
import { scene } from './scene.ts'

const KEYS = { red: 'strait-key-of-team-red', blue: 'strait-key-of-team-blue' } as const
const JSON_TYPE: HeaderList = [['content-type', 'application/json']]

const as = (key: string, ...more: HeaderList): HeaderList => [...JSON_TYPE, ['authorization', `Bearer ${key}`], ...more]

/** Whoever may answer, and whatever decides that: what is kept is for those whom it would lead to the same. */
forEachRuntime((_runtime, use) => {
  const { promises, at, does, ask, config } = steered(use)
  const fromEach = () => {
    does({ a: numbered((n) => [200, `{"a":${n}}`]), b: numbered((n) => [200, `{"b":${n}}`]) })
  }
  const chat = (route: string, headers: HeaderList) => ask(`${route}/chat/completions`, { headers })

  promises('where the request names its target, nobody gets what only another may ask for', async () => {
    fromEach()
    for (const route of ['/shared', '/open']) {
      await isKept(() => chat(`${route}/reds`, as(KEYS.red)), 'red may')
      assertRefused(await chat(`${route}/reds`, as(KEYS.blue)), 403, 'not_admitted')
    }
    assertRefused(await chat('/open/reds', JSON_TYPE), 401, 'key_missing')
  })

  promises('a header that steers counts, though Connection says that it goes no further', async () => {
    fromEach()
    const elsewhere: HeaderList = [
      ['connection', 'x-portkey-provider, x-portkey-custom-host'],
      ['x-portkey-provider', 'openai'],
      ['x-portkey-custom-host', `${at.b.url}/v1`],
    ]
    assert.match((await chat('/any/v1', as(KEYS.red, ...elsewhere))).text(), /"b"/)
    assert.match((await chat('/any/a', as(KEYS.red, ...elsewhere))).text(), /"[ab]"/)
    assert.match((await chat('/any/a', as(KEYS.red))).text(), /"a"/)
    const lab: HeaderList = [['connection', 'x-team']]
    assert.match((await chat('/chosen', as(KEYS.red, ...lab, ['x-team', 'lab']))).text(), /"b"/)
    assert.match((await chat('/chosen', as(KEYS.red))).text(), /"a"/)
  })

  promises('a header that goes no further is not the same as one that does', async () => {
    fromEach()
    const beta: HeaderList = [['anthropic-beta', 'x']]
    const kept = await isKept(() => chat('/chosen', as(KEYS.red, ...beta)), 'it goes further')
    const stopped = await chat('/chosen', as(KEYS.red, ['connection', 'anthropic-beta'], ...beta))
    assert.notEqual(stopped.text(), kept.text())
  })

  promises('what a condition asks for counts, whatever it is otherwise', async () => {
    fromEach()
    const steering: [name: string, led: string, otherwise: string][] = [
      ['x-stainless-lang', 'python', 'js'],
      ['x-forwarded-for', '10.0.0.7', '10.0.0.8'],
      ['user-agent', 'lab', 'other'],
      ['x-portkey-metadata', '{"plan":"paid"}', '{"plan":"free"}'],
    ]
    for (const [name, led, otherwise] of steering) {
      assert.match((await chat('/chosen', as(KEYS.red, [name, led]))).text(), /"b"/, name)
      assert.match((await chat('/chosen', as(KEYS.red, [name, otherwise]))).text(), /"a"/, name)
    }
  })

  promises('so does what the conditions of a request’s own config ask for', async () => {
    fromEach()
    const strategy = '{"mode":"conditional","default":"a","conditions":[{"query":{"metadata.plan":"paid"},"then":"b"}]}'
    const text = `{"strategy":${strategy},"targets":[{"name":"a","provider":"@a"},{"name":"b","provider":"@b"}]}`
    const own = (plan: string): HeaderList => [
      ['x-portkey-config', text],
      ['x-portkey-metadata', JSON.stringify({ plan })],
    ]
    assert.match((await chat('/any/v1', as(KEYS.red, ...own('paid')))).text(), /"b"/)
    assert.match((await chat('/any/v1', as(KEYS.red, ...own('free')))).text(), /"a"/)
  })

  promises('what is other each time is passed on, however many may answer', async () => {
    fromEach()
    for (const path of ['evals/e_1/runs/r_1', 'containers/c_1', 'organization/costs', 'files', 'batches/b_1']) {
      for (const route of ['/chosen', '/any/a', '/either']) {
        const look = () => ask(`${route}/${path}`, { method: 'GET', headers: as(KEYS.red) })
        const texts = [(await look()).text(), (await look()).text()]
        assert.notEqual(texts[0], texts[1], `${route}/${path}`)
      }
    }
    await isKept(() => chat('/either', as(KEYS.red)), 'a chat is not')
  })

  promises('a reload that changes whom a request may name, or a condition, gives no old answer', async ({ app }) => {
    fromEach()
    const first = await isKept(() => chat('/any/a', as(KEYS.red)), 'named')
    const chosen = await isKept(() => chat('/chosen', as(KEYS.red, ['x-team', 'shop'])), 'chosen')
    assert.match(chosen.text(), /"a"/)
    const elsewhere = config()
      .replace('sk-held-for-a', 'sk-new-for-a')
      .replace('headers.x-team: lab', 'headers.x-team: shop')
    await app.reload(elsewhere)
    assert.notEqual((await chat('/any/a', as(KEYS.red))).text(), first.text())
    assert.match((await chat('/chosen', as(KEYS.red, ['x-team', 'shop']))).text(), /"b"/)
    await app.reload(config())
  })
})

function steered(use: Parameters<Parameters<typeof forEachRuntime>[0]>[1]) {
  const made = scene(use, {
    targets: ['a', 'b'],
    config: (url) => `
egress: { allow: [127.0.0.1] }
access: { keys: [{ name: red, key: ${KEYS.red} }, { name: blue, key: ${KEYS.blue} }] }
providers:
  a: { type: openai, url: "${url.a}/v1", key: sk-held-for-a }
  b: { type: openai, url: "${url.b}/v1", key: sk-held-for-b }
  reds: { type: openai, url: "${url.a}/v1", key: sk-held-for-a, allow: [red] }
routes:
  - { path: /any/*, to: { passthrough: true }, cache: true }
  - { path: /shared/*, to: { passthrough: true }, cache: { share: true } }
  - { path: /open/*, to: { passthrough: true }, open: true, cache: { share: true, collapse: true } }
  - path: /either/*
    to: { strategy: fallback, targets: [{ provider: a }, { provider: b }] }
    cache: true
  - path: /chosen/*
    cache: true
    to:
      strategy: conditional
      when:
        - { if: { headers.x-team: lab }, use: b }
        - { if: { headers.x-stainless-lang: python }, use: b }
        - { if: { headers.x-forwarded-for: 10.0.0.7 }, use: b }
        - { if: { headers.user-agent: lab }, use: b }
        - { if: { metadata.plan: paid }, use: b }
      else: a
      targets: [{ name: a, provider: a }, { name: b, provider: b }]
`,
  })
  return { ...made, config: () => made.config }
}

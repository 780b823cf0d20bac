import assert from 'node:assert/strict'
import { assertNoSecret, type HeaderList } from '@strait/testkit'
import { assertRefused } from '../faults/refusal.ts'
import { forEachRuntime } from '../suite.ts'
import { counted, isKept, ownDirectory } from './cached.ts'
import { scene } from './scene.ts'

const KEYS = { red: 'strait-key-of-team-red', blue: 'strait-key-of-team-blue' } as const
const PROVIDERS = { one: 'sk-provider-key-number-one', two: 'sk-provider-key-number-two' } as const

const as = (key: string, ...more: HeaderList): HeaderList => [
  ['content-type', 'application/json'],
  ['api-key', key],
  ...more,
]

forEachRuntime((_runtime, use) => {
  const directory = ownDirectory()
  const { promises, at, does, ask } = scene(use, {
    targets: ['a'],
    config: (url) => `
access: { keys: [{ name: red, key: ${KEYS.red} }, { name: blue, key: ${KEYS.blue} }] }
cache: { store: "sqlite:${directory}/answers.db" }
providers:
  open: { type: openai, url: "${url.a}" }
  held: { type: openai, url: "${url.a}", key: sk-held-by-strait }
  reds: { type: openai, url: "${url.a}", key: sk-held-by-strait, allow: [red] }
routes:
  - { path: /c/*, to: { provider: open }, cache: true }
  - { path: /held/*, to: { provider: held }, cache: true }
  - { path: /shared/*, to: { provider: open }, cache: { share: true } }
  - { path: /reds/*, to: { provider: reds }, cache: { share: true } }
  - { path: /public/*, to: { provider: open }, open: true, cache: true }
  - path: /chosen/*
    cache: true
    to:
      strategy: conditional
      when: [{ if: { metadata.plan: paid }, use: paid }]
      else: free
      targets: [{ name: paid, provider: held }, { name: free, provider: open }]
`,
  })
  const times = () => at.a.requests.length
  const chat = (route: string, headers: HeaderList) => ask(`/${route}/chat/completions`, { headers })

  promises('one caller never gets what another got', async () => {
    does({ a: counted() })
    for (const route of ['c', 'held', 'chosen']) {
      const red = await isKept(() => chat(route, as(KEYS.red)), 'red')
      const blue = await isKept(() => chat(route, as(KEYS.blue)), 'blue')
      assert.notEqual(red.text(), blue.text(), route)
      assert.equal((await chat(route, as(KEYS.red))).text(), red.text())
    }
    assert.equal(times(), 6)
  })

  promises('nor one credential what another got, wherever it stands', async () => {
    does({ a: counted() })
    const rows: [target: string, headers: HeaderList][] = [PROVIDERS.one, PROVIDERS.two].flatMap((key) => [
      ['/c/chat/completions', as(KEYS.red, ['authorization', `Bearer ${key}`])],
      ['/c/chat/completions', as(KEYS.red, ['x-api-key', key])],
      ['/c/chat/completions', as(KEYS.red, ['cookie', `session=${key}`])],
      [`/c/chat/completions?key=${key}`, as(KEYS.red)],
    ])
    const texts = new Set<string>()
    for (const [target, headers] of rows) {
      texts.add((await isKept(() => ask(target, { headers }), target)).text())
    }
    assert.equal(texts.size, rows.length)
  })

  promises('a caller who is not known gets nothing that was kept', async () => {
    does({ a: counted() })
    const kept = await isKept(() => chat('shared', as(KEYS.red)), 'red')
    for (const headers of [as('strait-key-of-nobody'), as('')]) {
      const answer = await chat('shared', headers)
      assert.equal(answer.status, 401)
      assert.ok(!answer.text().includes(kept.text()))
      assert.equal(answer.header('age'), undefined)
    }
  })

  promises('share: true is for all callers and credentials, but for those who may not use the provider', async () => {
    does({ a: counted() })
    const first = await chat('shared', as(KEYS.red, ['authorization', `Bearer ${PROVIDERS.one}`], ['x-who', 'x']))
    const others = [
      as(KEYS.blue, ['x-who', 'x']),
      as(KEYS.blue, ['authorization', `Bearer ${PROVIDERS.two}`], ['x-who', 'x']),
      as(KEYS.red, ['x-api-key', PROVIDERS.two], ['cookie', 'a=b'], ['x-who', 'x']),
    ]
    for (const headers of others) assert.equal((await chat('shared', headers)).text(), first.text())
    assert.equal(times(), 1)
    assert.notEqual((await chat('shared', as(KEYS.blue, ['x-who', 'y']))).text(), first.text(), 'headers still count')
    await isKept(() => chat('reds', as(KEYS.red)), 'red may')
    assertRefused(await chat('reds', as(KEYS.blue)), 403, 'not_admitted')
  })

  promises('callers without any name are one caller, and none that has one', async () => {
    does({ a: counted() })
    const nobody: HeaderList = [['content-type', 'application/json']]
    const kept = await isKept(() => chat('public', nobody), 'nobody')
    assert.notEqual((await chat('public', as(KEYS.red))).text(), kept.text())
  })

  promises('nothing of a caller is in the log or goes up with another’s', async ({ app }) => {
    does({ a: counted() })
    await isKept(() => chat('held', as(KEYS.red, ['x-again', 'once'])), 'red')
    const heads = at.a.requests.map((request) => request.rawHead.toString('latin1'))
    assert.equal(heads.length, 1)
    assertNoSecret([app.logs(), ...heads], Object.values(KEYS))
  })
})

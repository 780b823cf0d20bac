import assert from 'node:assert/strict'
import { assertNoSecret, type ReceivedRequest, type Script, until } from '@strait/testkit'
import { assertRefused } from '../faults/refusal.ts'
import { forEachRuntime } from '../suite.ts'
import { scene } from './scene.ts'
import { hangs, resets, says } from './scripts.ts'

const KEYS = { one: 'pool-key-number-one', two: 'pool-key-number-two', three: 'pool-key-number-three' } as const

function keyOf(request: ReceivedRequest): string {
  const key = request.header('authorization')?.replace('Bearer ', '')
  return Object.entries(KEYS).find(([, value]) => value === key)?.[0] ?? `${key}`
}

forEachRuntime((_runtime, use) => {
  const pool = (url: string, more = '') => `
    type: openai
    url: "${url}"
    keys: [${KEYS.one}, { key: ${KEYS.two}, name: second }, { key: ${KEYS.three}, models: ["big-*", only-three] }]
    ${more}`
  const { promises, at, does, ask } = scene(use, {
    targets: ['a', 'b'],
    config: (url) => `
providers:
  shared: ${pool(url.a)}
  limited: ${pool(url.a)}
  refused: ${pool(url.a)}
  forbidden: ${pool(url.a)}
  unwell: ${pool(url.a)}
  wide: ${pool(url.a)}
  sticky: ${pool(url.a, 'keys_sticky: { header: x-session }')}
  spare: { type: openai, url: "${url.a}", keys: [{ key: ${KEYS.one}, models: small-* }, { key: ${KEYS.two}, weight: 0 }] }
  tired: { type: openai, url: "${url.a}", keys: [${KEYS.one}, ${KEYS.two}] }
  fussy: { type: openai, url: "${url.a}", keys: [${KEYS.one}, ${KEYS.two}] }
  back: { type: openai, url: "${url.a}", keys: [${KEYS.one}, ${KEYS.two}] }
  b: { url: "${url.b}" }
routes:
  - { path: /fussy-or-b/*, to: { strategy: fallback, targets: [{ provider: fussy }, { provider: b }] } }
  - { path: /back-or-b/*, to: { strategy: fallback, targets: [{ provider: back }, { provider: b }] } }
  - { path: /also-wide/*, to: { provider: wide } }
  - { path: /tired-or-b/*, to: { strategy: fallback, targets: [{ provider: tired }, { provider: b }] } }
`,
  })
  const used = () => at.a.requests.map(keyOf)
  /** Answers one key badly, all others well. */
  const badly = (name: string, bad: Script): Script => {
    return (request, reply) => (keyOf(request) === name ? bad : says(200, keyOf(request)))(request, reply)
  }
  const askModel = (provider: string, model: string) =>
    ask(`/${provider}/chat/completions`, { body: JSON.stringify({ model }) })

  promises('the load is shared, and a key is used for its models alone', async () => {
    for (let i = 0; i < 30; i++) await askModel('shared', 'gpt-5')
    assert.deepEqual([...new Set(used())].sort(), ['one', 'two'])
    at.a.clear()
    for (let i = 0; i < 40; i++) await askModel('shared', 'big-1')
    assert.deepEqual([...new Set(used())].sort(), ['one', 'three', 'two'])
    at.a.clear()
    assert.equal((await askModel('spare', 'small-1')).status, 200)
    assertRefused(await askModel('spare', 'gpt-5'), 403, 'no_key_for_model')
    assert.deepEqual(used(), ['one'])
  })

  promises('what the caller shows is never sent beside a key of the pool', async () => {
    const headers = { authorization: 'Bearer shown-by-the-caller', 'content-type': 'application/json' }
    await ask('/shared/chat/completions', { headers })
    assertNoSecret([String(at.a.requests[0]?.rawHead.toString('latin1'))], ['shown-by-the-caller'])
  })

  for (const [provider, status, headers] of [
    ['limited', 429, { 'retry-after': '60' }],
    ['refused', 401, {}],
    ['forbidden', 403, {}],
  ] as const) {
    promises(`a key that gets ${status} rests, another does its work, and the caller hears nothing of it`, async () => {
      does({ a: badly('one', says(status, 'not this key', headers)) })
      for (let i = 0; i < 30; i++) {
        const answer = await askModel(provider, 'gpt-5')
        assert.deepEqual([answer.status, answer.text()], [200, 'two'])
      }
      assert.equal(used().filter((key) => key === 'one').length, 1, 'it was asked once')
    })
  }

  promises('a key that rests does so on every way to its provider', async () => {
    does({ a: badly('one', says(429, 'not this key', { 'retry-after': '60' })) })
    await until(async () => {
      await askModel('wide', 'gpt-5')
      return used().includes('one')
    })
    at.a.clear()
    for (let i = 0; i < 20; i++) await askModel('also-wide', 'gpt-5')
    assert.deepEqual([...new Set(used())], ['two'])
  })

  promises('what goes wrong with the provider is no matter of its keys', async () => {
    for (const script of [says(500), says(400), resets]) {
      at.a.clear()
      does({ a: script })
      await askModel('unwell', 'gpt-5')
      assert.equal(at.a.requests.length, 1)
    }
    does({ a: says(200) })
    at.a.clear()
    for (let i = 0; i < 30; i++) await askModel('unwell', 'gpt-5')
    assert.equal(new Set(used()).size, 2, 'and none of them rests for it')
  })

  promises('where all rest, the next target is asked; where there is none, the best of a bad lot', async () => {
    does({ a: says(429, 'used up', { 'retry-after': '60' }) })
    assert.equal((await ask('/tired-or-b/x')).text(), 'b')
    at.a.clear()
    for (let i = 0; i < 5; i++) assert.equal((await ask('/tired-or-b/x')).text(), 'b')
    assert.equal(at.a.requests.length, 0)
    at.b.script(says(503, 'down'))
    does({ a: says(200, 'well again') })
    assert.equal((await ask('/tired-or-b/x')).text(), 'well again')
  })

  promises(
    'a path of the caller’s choice that no key has a right to rests them for a moment, not for minutes',
    async () => {
      does({ a: says(401, 'for admins alone') })
      assert.equal((await ask('/fussy/v1/organizations/me', { method: 'GET' })).status, 401)
      does({ a: says(200, 'a') })
      await until(async () => (await askModel('fussy-or-b', 'gpt-5')).text() === 'a', {
        timeoutMs: 30_000,
        everyMs: 200,
      })
    },
  )

  promises('a key that is asked though all rest, and answers well, rests no longer', async () => {
    does({ a: says(401, 'not now') })
    assert.equal((await askModel('back', 'gpt-5')).status, 401)
    assert.equal((await askModel('back-or-b', 'gpt-5')).text(), 'b', 'both rest')
    does({ a: says(200, 'a') })
    assert.equal((await askModel('back', 'gpt-5')).text(), 'a', 'there is nobody else')
    assert.equal((await askModel('back-or-b', 'gpt-5')).text(), 'a')
  })

  promises('sticky: a session stays with its key', async () => {
    for (let i = 0; i < 12; i++) {
      at.a.clear()
      const headers = { 'x-session': `${i}`, 'content-type': 'application/json' }
      for (let n = 0; n < 3; n++) await ask('/sticky/chat/completions', { headers })
      assert.equal(new Set(used()).size, 1)
    }
  })

  promises('a client that leaves tells nothing about a key', async ({ connect }) => {
    does({ a: hangs })
    const client = await connect()
    await client.send({ method: 'POST', target: '/unwell/chat/completions', body: '{"model":"m"}' })
    const given = await at.a.waitForRequest()
    client.reset()
    await at.a.waitForClose(given)
    does({ a: says(200) })
    at.a.clear()
    for (let i = 0; i < 30; i++) await askModel('unwell', 'gpt-5')
    assert.equal(new Set(used()).size, 2)
  })
})

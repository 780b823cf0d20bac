import assert from 'node:assert/strict'
import { assertNoSecret, type ReceivedRequest } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { scene } from './scene.ts'
import { says } from './scripts.ts'

const SECRETS = {
  a: 'sk-openai-of-a-42',
  b: 'sk-anthropic-of-b-43',
  c: 'AIza-gemini-of-c-44',
  d: 'password-of-d-45',
  e: 'in-a-header-of-e-46',
  f: 'in-the-query-of-f-47',
} as const
const CALLER = 'sk-of-the-caller-itself-48'
const POOL = ['first-key-of-pool-49', 'second-key-of-pool-50', 'third-key-of-pool-51'] as const

type Name = keyof typeof SECRETS | 'own' | 'pool'

forEachRuntime((_runtime, use) => {
  const { promises, at, does, ask, asked, received } = scene<Name>(use, {
    targets: ['a', 'b', 'c', 'd', 'e', 'f', 'own', 'pool'],
    config: (url) => `
providers:
  a: { type: openai, url: "${url.a}/of-a/v1", key: ${SECRETS.a} }
  b: { type: anthropic, url: "${url.b}/of-b", key: ${SECRETS.b} }
  c: { type: gemini, url: "${url.c}/v1beta", key: ${SECRETS.c} }
  pool: { type: openai, url: "${url.pool}", keys: [${POOL.join(', ')}] }
routes:
  - path: /r/*
    to:
      strategy: fallback
      targets:
        - { provider: a, headers: { x-for: a } }
        - { provider: b, path: "/other/{rest}", query: { for: b } }
        - { provider: c }
        - { url: "${url.d}/d", basic: { user: gateway, password: ${SECRETS.d} }, override: { for: d } }
        - { url: "${url.e}", headers: { x-secret: ${SECRETS.e} } }
        - { url: "${url.f}", query: { token: ${SECRETS.f} } }
        - { url: "${url.own}/own" }
  - path: /retried/*
    to: { strategy: fallback, retry: { attempts: 1, backoff: { initial: 1ms, max: 1ms } }, targets: [{ provider: a }, { provider: b }] }
  - { path: /pool/*, to: { strategy: fallback, targets: [{ provider: pool }, { url: "${url.own}" }] } }
`,
  })

  /** All that it was told, and all that it was not. */
  function assertOnly(request: ReceivedRequest, own: readonly string[]): void {
    const text = `${request.rawHead.toString('latin1')}${request.content.bytes().toString('latin1')}`
    const others = [...Object.values(SECRETS), CALLER, ...POOL].filter((secret) => !own.includes(secret))
    assertNoSecret([{ name: `what reached ${request.header('host')}`, text }], others)
  }

  promises('no target sees a secret of another, in whatever place it travels', async ({ app }) => {
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f'] as const) does({ [name]: says(503, 'no') })
    const body = '{ "model" : "m" }'
    const headers = { authorization: `Bearer ${CALLER}`, 'content-type': 'application/json', 'x-mine': 'stays' }
    const answer = await ask('/r/chat/completions?q=1', { headers, body })
    assert.equal(answer.text(), 'own')
    assert.equal(asked(), 'a b c d e f own')
    for (const { name, request } of received()) {
      const own: string[] = name === 'own' || name === 'e' || name === 'f' ? [CALLER] : []
      if (name !== 'own' && name !== 'pool') own.push(SECRETS[name])
      assertOnly(request, own)
    }
    assertNoSecret([{ name: 'the answer', text: answer.raw.toString('latin1') }, app.logs()], Object.values(SECRETS))
  })

  promises('each attempt has its own address, credential, headers, query and body', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f'] as const) does({ [name]: says(429, 'no') })
    const body = '{ "model" : "m" }'
    const headers = { authorization: `Bearer ${CALLER}`, 'content-type': 'application/json', 'x-mine': 'stays' }
    await ask('/r/chat/completions?q=1', { headers, body })
    const of = (name: Name) => at[name].requests.at(-1) as ReceivedRequest
    for (const { name, request } of received()) {
      assert.equal(request.header('host'), `127.0.0.1:${at[name].port}`)
      assert.equal(request.header('x-mine'), 'stays')
      assert.equal(request.header('x-for'), name === 'a' ? 'a' : undefined)
      assert.equal(request.header('x-secret'), name === 'e' ? SECRETS.e : undefined)
      const sent = request.content.bytes().toString()
      if (name === 'd') assert.deepEqual(JSON.parse(sent), { model: 'm', for: 'd' })
      else assert.equal(sent, body)
    }
    assert.deepEqual(
      [of('a').target, of('b').target, of('c').target, of('d').target, of('f').target, of('own').target],
      [
        '/of-a/v1/chat/completions?q=1',
        '/of-b/other/chat/completions?q=1&for=b',
        '/v1beta/chat/completions?q=1',
        '/d/chat/completions?q=1',
        `/chat/completions?q=1&token=${SECRETS.f}`,
        '/own/chat/completions?q=1',
      ],
    )
    assert.equal(of('a').header('authorization'), `Bearer ${SECRETS.a}`)
    assert.deepEqual([of('b').header('x-api-key'), of('b').header('authorization')], [SECRETS.b, undefined])
    assert.deepEqual([of('c').header('x-goog-api-key'), of('c').header('authorization')], [SECRETS.c, undefined])
    assert.equal(of('d').header('authorization'), `Basic ${btoa(`gateway:${SECRETS.d}`)}`)
    assert.equal(of('own').header('authorization'), `Bearer ${CALLER}`)
  })

  promises('neither do retries mix them up', async () => {
    does({ a: says(503), b: says(503) })
    await ask('/retried/x')
    assert.equal(asked(), 'a a b b')
    for (const { name, request } of received()) if (name === 'a' || name === 'b') assertOnly(request, [SECRETS[name]])
  })

  promises('each key of a pool goes alone, and none of them beyond their provider', async () => {
    does({ pool: says(429, 'used up', { 'retry-after': '60' }) })
    const answer = await ask('/pool/x')
    assert.deepEqual([answer.text(), asked()], ['own', 'pool pool pool own'])
    const used = at.pool.requests.map((one) => one.header('authorization')?.replace('Bearer ', ''))
    assert.deepEqual([...used].sort(), [...POOL].sort(), 'each was tried once')
    for (const [i, request] of at.pool.requests.entries()) assertOnly(request, [used[i] as string])
    assertOnly(at.own.requests[0] as ReceivedRequest, [])
  })
})

import assert from 'node:assert/strict'
import { assertNoSecret, type ReceivedRequest } from '@strait/testkit'
import { assertRefused } from '../faults/refusal.ts'
import { forEachRuntime } from '../suite.ts'
import { scene } from './scene.ts'
import { says } from './scripts.ts'

const OWN = { authorization: 'Bearer key-of-the-caller', 'content-type': 'application/json' }

forEachRuntime((_runtime, use) => {
  const { promises, at, does, ask, asked } = scene(use, {
    targets: ['a', 'c', 'other'],
    config: (url) => `
egress: { allow: [127.0.0.1] }
providers:
  a: { type: openai, url: "${url.a}/v1", key: key-held-for-a }
  c: { type: openai, url: "${url.c}/v1" }
routes:
  - path: /choice/*
    to:
      strategy: conditional
      override: { temperature: 0 }
      when: [{ if: { body.model: special }, use: ours }]
      else: original
      targets: [{ name: ours, provider: a }, { name: original, passthrough: true }]
  - path: /first/*
    to: { strategy: fallback, targets: [{ passthrough: true }, { provider: a }] }
  - path: /last/*
    to: { strategy: fallback, targets: [{ provider: a }, { passthrough: true }] }
  - path: /own-word/*
    to: { strategy: single, override: { by: tree }, targets: [{ passthrough: true, override: { stated: here } }] }
  - path: /share/*
    to: { strategy: loadbalance, targets: [{ provider: a }, { passthrough: true }] }
  - path: /timed/*
    to:
      strategy: fallback
      retry: { attempts: 1, on: [timeout], backoff: { initial: 1ms, max: 1ms } }
      timeouts: { first_byte: 300ms }
      targets: [{ passthrough: true }, { provider: a }]
`,
  })
  const got = (name: 'a' | 'c' | 'other'): ReceivedRequest => at[name].requests.at(-1) as ReceivedRequest

  promises('where the request itself would have gone: its provider, path, key, model and bytes', async () => {
    const body = '{ "model" : "mine", "n":1.0 }'
    assert.equal((await ask('/choice/c/chat/completions?q=%41', { headers: OWN, body })).text(), 'c')
    assert.equal(got('c').target, '/v1/chat/completions?q=%41')
    assert.equal(got('c').header('authorization'), OWN.authorization)
    assert.equal(got('c').content.bytes().toString(), body, 'override of the tree is not meant for it')
    const ours = await ask('/choice/c/chat/completions', { headers: OWN, body: '{"model":"special"}' })
    assert.equal(ours.text(), 'a')
    assert.deepEqual(JSON.parse(got('a').content.bytes().toString()), { model: 'special', temperature: 0 })
    assert.equal(got('a').header('authorization'), 'Bearer key-held-for-a')
  })

  promises('by the headers of Portkey: provider and custom host', async () => {
    const headers = {
      ...OWN,
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': `${at.other.url}/elsewhere/v1`,
    }
    assert.equal((await ask('/choice/v1/chat/completions', { headers })).text(), 'other')
    assert.equal(got('other').target, '/elsewhere/v1/chat/completions')
    assert.equal(got('other').header('authorization'), OWN.authorization)
    assert.equal(got('other').header('host'), `127.0.0.1:${at.other.port}`)
    const text = got('other').rawHead.toString('latin1')
    assert.doesNotMatch(text, /x-portkey/i, 'what steers the gateway stays here')
    assertNoSecret([text], ['key-held-for-a'])
    const ours = await ask('/choice/v1/chat/completions', { headers, body: '{"model":"special"}' })
    assert.equal(ours.text(), 'a', 'the custom host is that of the original alone')
    assertNoSecret([got('a').rawHead.toString('latin1')], ['key-of-the-caller'])
  })

  promises('its own override is its own', async () => {
    await ask('/own-word/c/chat/completions', { headers: OWN, body: '{"model":"m"}' })
    assert.deepEqual(JSON.parse(got('c').content.bytes().toString()), { model: 'm', stated: 'here' })
  })

  promises('as the first of a fallback, as the last, and as one that shares the load', async () => {
    does({ c: says(503, 'no') })
    assert.equal((await ask('/first/c/chat/completions', { headers: OWN })).text(), 'a')
    assert.equal(asked(), 'c a')
    assertNoSecret([got('a').rawHead.toString('latin1')], ['key-of-the-caller'])
    assertNoSecret([got('c').rawHead.toString('latin1')], ['key-held-for-a'])
    does({ c: says(200, 'c'), a: says(503, 'no') })
    assert.equal((await ask('/last/c/chat/completions', { headers: OWN })).text(), 'c')
    assert.equal(got('c').header('authorization'), OWN.authorization)
    does({ a: says(200, 'a') })
    const answers = new Set<string>()
    for (let i = 0; i < 40; i++) answers.add((await ask('/share/c/chat/completions', { headers: OWN })).text())
    assert.deepEqual([...answers].sort(), ['a', 'c'])
  })

  promises('the caller’s own 401 is the caller’s', async () => {
    does({ c: says(401, 'your key') })
    const answer = await ask('/first/c/chat/completions', { headers: OWN })
    assert.deepEqual([answer.status, answer.text(), asked()], [401, 'your key', 'c'])
  })

  promises('timeouts and retries of the tree are for it too', async () => {
    does({ c: () => {} })
    assert.equal((await ask('/timed/c/chat/completions', { headers: OWN })).text(), 'a')
    assert.equal(asked(), 'c c a')
  })

  promises('where the request names nobody: 400 that says so, and nothing is sent', async () => {
    for (const route of ['choice', 'first', 'last', 'own-word', 'share']) {
      const { message } = assertRefused(
        await ask(`/${route}/no/such/path`, { headers: OWN }),
        400,
        'no_original',
        route,
      )
      assert.match(message, /provider/)
    }
    assert.equal(asked(), '')
  })
})

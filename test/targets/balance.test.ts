import assert from 'node:assert/strict'
import { deferred, until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { closedUrl, scene } from './scene.ts'
import { held, resets, says } from './scripts.ts'

const closed = await closedUrl()

forEachRuntime((_runtime, use) => {
  const { promises, at, does, ask, asked } = scene(use, {
    targets: ['a', 'b', 'c'],
    config: (url) => `
trusted_proxies: 127.0.0.1
providers:
  a: { url: "${url.a}" }
  b: { url: "${url.b}" }
  c: { url: "${url.c}" }
  closed: { url: "${closed}" }
routes:
  - path: /weights/*
    to: { strategy: loadbalance, targets: [{ provider: a, weight: 3 }, { provider: b }, { provider: c, weight: 0 }] }
  - path: /dead/*
    to: { strategy: loadbalance, targets: [{ provider: closed, weight: 1000000 }, { provider: b, weight: 0.0001 }] }
  - path: /header/*
    to: { strategy: loadbalance, sticky: { header: x-session }, targets: [{ provider: a }, { provider: b }, { provider: c }] }
  - path: /metadata/*
    to: { strategy: loadbalance, sticky: { metadata: user }, targets: [{ provider: a }, { provider: b }, { provider: c }] }
  - path: /caller/*
    to: { strategy: loadbalance, sticky: caller, targets: [{ provider: a }, { provider: b }, { provider: c }] }
  - path: /least/*
    to: { strategy: loadbalance, by: least_in_flight, targets: [{ provider: a }, { provider: b }] }
  - path: /fastest/*
    to: { strategy: loadbalance, by: fastest, targets: [{ provider: a }, { provider: b }] }
  - path: /nested/*
    to:
      strategy: loadbalance
      targets:
        - { weight: 1, strategy: fallback, targets: [{ provider: a }, { provider: c }] }
        - { weight: 1, provider: b }
`,
  })
  const counts = () => ({ a: at.a.requests.length, b: at.b.requests.length, c: at.c.requests.length })

  /** So many requests, twenty at a time. */
  async function askMany(count: number, target: string): Promise<void> {
    let left = count
    const worker = async () => {
      while (left-- > 0) assert.equal((await ask(target)).status, 200)
    }
    await Promise.all(Array.from({ length: 20 }, worker))
  }

  promises('each gets its share of the weights, and nothing goes where it is 0', async () => {
    await askMany(400, '/weights/x')
    const { a, b, c } = counts()
    assert.equal(a + b, 400)
    assert.equal(c, 0)
    // Five standard deviations: one run in a million is further off.
    assert.ok(Math.abs(a - 300) <= 44, `${a} of 400 instead of 300`)
  })

  promises('one that is not there leaves its share to the others', async () => {
    await askMany(20, '/dead/x')
    assert.equal(counts().b, 20)
  })

  promises('but what may have been delivered is not sent to another', async () => {
    does({ a: resets, b: resets, c: resets })
    for (let i = 0; i < 5; i++) assert.equal((await ask('/weights/x')).status, 502)
    assert.equal(asked().split(' ').length, 5)
  })

  promises('sticky: requests that are alike stay together', async () => {
    const kinds: [route: string, headers: (name: string) => Record<string, string>][] = [
      ['header', (name) => ({ 'x-session': name })],
      ['metadata', (name) => ({ 'x-portkey-metadata': JSON.stringify({ user: name, n: Math.random() }) })],
      ['caller', (name) => ({ 'x-forwarded-for': `10.0.0.${name}` })],
    ]
    for (const [route, headers] of kinds) {
      const used = new Set<string>()
      for (let i = 1; i <= 20; i++) {
        const sent = { headers: { 'content-type': 'application/json', ...headers(`${i}`) } }
        const texts: string[] = []
        for (let n = 0; n < 3; n++) texts.push((await ask(`/${route}/${n}`, sent)).text())
        assert.equal(new Set(texts).size, 1, `${route} ${i}: ${texts}`)
        used.add(texts[0] as string)
      }
      assert.equal(used.size, 3, `${route}: not all go to the same one`)
    }
  })

  promises('sticky: what has nothing of the kind is balanced as any other', async () => {
    await askMany(60, '/header/x')
    for (const [name, count] of Object.entries(counts())) assert.ok(count > 0, name)
  })

  promises('least in flight: one that hangs gets no more', async () => {
    const gate = deferred()
    does({ a: held(gate.promise, says(200, 'a')) })
    const hanging: Promise<unknown>[] = []
    // With nothing under way it is a matter of chance.
    while (at.a.requests.length === 0) {
      const before = asked().length
      hanging.push(ask('/least/x', { timeoutMs: 20_000 }))
      await until(() => asked().length > before)
    }
    // Its turn comes again only with as many under way at the other.
    for (let i = 0; i < 20; i++) assert.equal((await ask('/least/x')).text(), 'b')
    assert.equal(at.a.requests.length, 1)
    gate.resolve()
    await Promise.all(hanging)
    await until(async () => (await ask('/least/x')).text() === 'a', { what: 'a to be asked again' })
  })

  promises('fastest: most go where the first byte comes soonest', async () => {
    does({ a: (request, reply) => void setTimeout(() => says(200, 'a')(request, reply), 150) })
    for (let i = 0; i < 4; i++) await ask('/fastest/x')
    at.a.clear()
    at.b.clear()
    for (let i = 0; i < 60; i++) await ask('/fastest/x')
    // One in twenty looks whether the other has become better, and half of those by chance go there.
    assert.ok(counts().a <= 15, `${counts().a} of 60 went to the slow one`)
    assert.ok(counts().b >= 45)
  })

  promises('a group is one of several, with its own rules inside', async () => {
    does({ a: says(503) })
    await askMany(60, '/nested/x')
    const { a, b, c } = counts()
    assert.equal(a, c, 'what a could not do, c did')
    assert.ok(a > 0 && b > 0)
    assert.equal(b + c, 60)
  })
})

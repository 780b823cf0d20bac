import assert from 'node:assert/strict'
import { assertRefused } from '../faults/refusal.ts'
import { forEachRuntime, standardConfig } from '../suite.ts'

type Headers = Readonly<Record<string, string>>

/** What a browser sends for somebody else's page. */
const FOREIGN: readonly Headers[] = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: '' },
  { origin: 'http://localhost:3000' },
  { origin: 'https://localhost' },
  { origin: 'http://localhost.evil.example' },
  { origin: 'https://app.example.evil.example' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
]

const HARMLESS: readonly Headers[] = [
  {},
  { 'sec-fetch-mode': 'cors' },
  { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
  { 'sec-fetch-site': 'same-origin' },
  { referer: 'https://evil.example/page' },
]

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  promises('another page’s requests are 403 cross_origin, at every door', async ({ exchange }) => {
    for (const headers of FOREIGN) {
      for (const target of ['/up/echo', '/anthropic/v1/messages', '/-/healthy', '/', '/echo/x', '/no/door']) {
        const sent = { method: 'POST', target, headers: { host: 'localhost', ...headers }, body: '{}' }
        const { answer, received } = await exchange(sent)
        assertRefused(answer, 403, 'cross_origin', `${JSON.stringify(headers)} ${target}`)
        assert.equal(received.length, 0)
        assert.equal(answer.header('access-control-allow-origin'), undefined)
      }
    }
  })

  promises('so are its upgrades', async ({ exchange }) => {
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    }
    const { answer } = await exchange({ target: '/up/ws', headers: { origin: 'https://evil.example', ...upgrade } })
    assertRefused(answer, 403, 'cross_origin')
  })

  promises('while cors is off a page’s preflight is refused, and OPTIONS of others passes', async ({ exchange }) => {
    const asked = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
    const refused = await exchange({ method: 'OPTIONS', target: '/up/echo', headers: asked })
    assertRefused(refused.answer, 403, 'cross_origin')
    const { seen } = await exchange({ method: 'OPTIONS', target: '/up/status/200' })
    assert.equal(seen.method, 'OPTIONS')
  })

  promises('what is no other page passes, with its headers', async ({ exchange, app }) => {
    const own = { host: `localhost:${app.port}`, origin: `http://localhost:${app.port}` }
    for (const headers of [...HARMLESS, own]) {
      const { answer, seen } = await exchange({ method: 'POST', target: '/up/echo', headers, body: 'b' })
      assert.equal(answer.status, 200, JSON.stringify(headers))
      for (const [name, value] of Object.entries(headers)) if (name !== 'host') assert.equal(seen.header(name), value)
    }
  })
})

forEachRuntime((_runtime, use) => {
  const { promises } = use({
    config: (upstream) => `${standardConfig(upstream)}cors: { origins: [https://app.example] }\n`,
  })

  promises('cors.origins lets its pages in and no others', async ({ exchange }) => {
    const listed = { origin: 'https://app.example', 'sec-fetch-site': 'cross-site' }
    const { answer } = await exchange({ method: 'POST', target: '/up/echo', headers: listed, body: 'b' })
    assert.equal(answer.status, 200)
    assert.equal(answer.header('access-control-allow-origin'), 'https://app.example')
    for (const headers of FOREIGN) {
      const refused = await exchange({ method: 'POST', target: '/up/echo', headers, body: 'b' })
      assertRefused(refused.answer, 403, 'cross_origin', JSON.stringify(headers))
    }
  })
})

import assert from 'node:assert/strict'
import { assertRefused } from '../faults/refusal.ts'
import { forEachRuntime, standardConfig } from '../suite.ts'

const LOCAL = [
  'localhost',
  'localhost:8787',
  'LOCALHOST',
  'app.localhost',
  '127.0.0.1',
  '127.0.0.1:1',
  '127.1.2.3',
  '[::1]',
  '[::1]:80',
]

/** What somebody else's DNS can point at 127.0.0.1, and what only looks local. */
const REBOUND = [
  'evil.example',
  'evil.example:8787',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  '127.0.0.1.nip.io',
  'notlocalhost',
  'xlocalhost:80',
  '10.0.0.1',
  '192.168.1.10',
  '169.254.169.254',
  '0.0.0.0',
  '[2001:db8::1]',
  'gateway.internal.evil.example',
]

const TARGETS = ['/up/status/200', '/-/healthy', '/-/ready', '/-/nothing', '/', '/echo/x', '/no/door', '/v1/models']

forEachRuntime((_runtime, use) => {
  const { promises } = use({
    config: (upstream) =>
      `${standardConfig(upstream)}allow_hosts: [gateway.internal, "*.corp.example", "exact.example:8443"]\n`,
  })

  promises('a name that is not this machine’s is 403 host_not_allowed, at every door', async ({ exchange }) => {
    for (const host of REBOUND) {
      for (const target of TARGETS) {
        const { answer, received } = await exchange({ target, headers: { host } })
        assertRefused(answer, 403, 'host_not_allowed', `${host} ${target}`)
        assert.equal(received.length, 0)
      }
    }
  })

  promises('upgrades and preflights are judged the same', async ({ exchange }) => {
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    }
    for (const target of ['/up/ws', '/-/healthy']) {
      const { answer } = await exchange({ target, headers: { host: 'evil.example', ...upgrade } })
      assertRefused(answer, 403, 'host_not_allowed', target)
    }
    const asked = { host: 'evil.example', origin: 'https://evil.example', 'access-control-request-method': 'POST' }
    const { answer } = await exchange({ method: 'OPTIONS', target: '/up/x', headers: asked })
    assertRefused(answer, 403, 'host_not_allowed')
    assert.equal(answer.header('access-control-allow-origin'), undefined)
  })

  promises('this machine’s names are served', async ({ exchange }) => {
    for (const host of LOCAL) {
      const { answer } = await exchange({ target: '/up/status/200', headers: { host } })
      assert.equal(answer.status, 200, host)
      assert.equal((await exchange({ target: '/-/healthy', headers: { host } })).answer.status, 200, host)
    }
  })

  promises('allow_hosts lets in what it names and no more', async ({ exchange }) => {
    const rows: [string, number][] = [
      ['gateway.internal', 200],
      ['gateway.internal:8787', 200],
      ['GATEWAY.internal', 200],
      ['x.gateway.internal', 403],
      ['a.corp.example', 200],
      ['a.b.corp.example:80', 200],
      ['corp.example', 403],
      ['acorp.example', 403],
      ['exact.example:8443', 200],
      ['exact.example:8444', 403],
    ]
    for (const [host, status] of rows) {
      const { answer } = await exchange({ target: '/up/status/200', headers: { host } })
      assert.equal(answer.status, status, host)
    }
  })

  promises('forwarded hosts don’t count', async ({ exchange }) => {
    const headers = { host: 'evil.example', 'x-forwarded-host': 'localhost', forwarded: 'host=localhost' }
    assertRefused((await exchange({ target: '/up/status/200', headers })).answer, 403, 'host_not_allowed')
  })
})

import assert from 'node:assert/strict'
import { assertRefused } from '../faults/refusal.ts'
import { forEachRuntime, type Stage } from '../suite.ts'

const KEY = 'strait-access-key-0001'
const CALLERS_OWN = 'sk-callers-own-provider-key'

const CARRIERS: readonly (readonly [name: string, value: string])[] = [
  ['authorization', `Bearer ${KEY}`],
  ['authorization', `bearer ${KEY}`],
  ['Authorization', `Bearer ${KEY}`],
  ['x-api-key', KEY],
  ['api-key', KEY],
  ['x-goog-api-key', KEY],
  ['x-portkey-api-key', KEY],
]

const OTHERS: readonly (readonly [string, string])[] = [
  ['X-First', 'one'],
  ['Content-Type', 'application/json'],
  ['X-Repeated', 'a'],
  ['X-Last', 'two  blanks'],
]

/** Everything but what the client's and the gateway's connection is about; the order of lines is a matter of its own. */
function endToEnd(headers: readonly (readonly [string, string])[]): string[] {
  const ours = new Set(['host', 'connection', 'content-length'])
  return headers
    .filter(([name]) => !ours.has(name.toLowerCase()))
    .map(([name, value]) => `${name.toLowerCase()}: ${value}`)
    .sort()
}

forEachRuntime((_runtime, use) => {
  const { promises } = use({
    env: { STRAIT_KEY: KEY, HELD: 'sk-ant-held-one' },
    config: ({ url }) => `
listen: 127.0.0.1:0
access: { keys: [{ name: other, key: another-access-key }, { name: ci, key: "\${STRAIT_KEY}" }] }
providers:
  up: { url: "${url}" }
  openai: { url: "${url}" }
  gemini: { url: "${url}" }
  anthropic: { url: "${url}", key: "\${HELD}" }
routes:
  - { path: /open/*, to: { url: "${url}" }, open: true }
`,
  })

  for (const [name, value] of CARRIERS) {
    promises(
      `a key in ${name} (${value.split(' ')[0] === value ? 'bare' : value.split(' ')[0]}) opens, and goes no further`,
      async ({ exchange }) => {
        const headers = [...OTHERS.slice(0, 2), [name, value], ...OTHERS.slice(2)] as [string, string][]
        const { answer, seen } = await exchange({ method: 'POST', target: '/up/echo?a=1', headers, body: 'b' })
        assert.equal(answer.status, 200)
        assert.deepEqual(endToEnd(seen.headers), endToEnd(OTHERS), 'that line is taken out, and no other byte')
        assert.doesNotMatch(seen.rawHead.toString(), new RegExp(KEY))
      },
    )
  }

  promises('?key= opens; that pair is taken out and no other byte', async ({ exchange }) => {
    for (const [sent, gone] of [
      [`?key=${KEY}`, ''],
      [`?a=%20b&key=${KEY}&c=+d`, '?a=%20b&c=+d'],
      [`?key=${KEY}&a=1`, '?a=1'],
      [`?a=1&key=${KEY}`, '?a=1'],
      [`?a=1&monkey=2&key=${KEY}&&b`, '?a=1&monkey=2&&b'],
    ] as const) {
      const { answer, seen } = await exchange({ target: `/up/status/200${sent}` })
      assert.equal(answer.status, 200, sent)
      assert.equal(seen.target, `/status/200${gone}`, sent)
    }
  })

  promises('without a key, or with a wrong one, it is 401 in the caller’s dialect', async ({ exchange }) => {
    const shapes: [string, (body: Record<string, Record<string, unknown>>) => void][] = [
      ['/openai/v1/chat/completions', (body) => assert.equal(body['error']?.['type'], 'authentication_error')],
      ['/v1/chat/completions', (body) => assert.equal(body['error']?.['type'], 'authentication_error')],
      ['/anthropic/v1/messages', (body) => assert.equal(body['error']?.['type'], 'authentication_error')],
      ['/v1/messages', (body) => assert.equal(body['error']?.['type'], 'authentication_error')],
      ['/gemini/v1beta/models/g:generateContent', (body) => assert.equal(body['error']?.['status'], 'UNAUTHENTICATED')],
      ['/up/echo', () => {}],
    ]
    for (const [target, check] of shapes) {
      const none = await exchange({ method: 'POST', target, body: '{}' })
      assertRefused(none.answer, 401, 'key_missing', target)
      check(none.answer.json() as Record<string, Record<string, unknown>>)
      for (const wrong of ['wrong', KEY.slice(0, -1), `${KEY}x`, KEY.toUpperCase(), '']) {
        const { answer, received } = await exchange({
          method: 'POST',
          target,
          headers: { authorization: `Bearer ${wrong}` },
          body: '{}',
        })
        assert.equal(answer.status, 401, wrong)
        assert.equal(received.length, 0)
      }
    }
  })

  promises('what is no key opens nothing', async ({ exchange }) => {
    const basic = Buffer.from(`user:${KEY}`).toString('base64')
    for (const headers of [
      { authorization: `Basic ${basic}` },
      { cookie: `key=${KEY}` },
      { 'x-key': KEY },
      { 'proxy-authorization': `Bearer ${KEY}` },
    ]) {
      const { answer } = await exchange({ target: '/up/status/200', headers })
      assert.equal(answer.status, 401, JSON.stringify(headers))
    }
  })

  promises('our key in one place, the provider’s in another: each goes where it belongs', async ({ exchange }) => {
    for (const ours of ['x-portkey-api-key', 'api-key', 'x-goog-api-key']) {
      const headers = { [ours]: KEY, authorization: `Bearer ${CALLERS_OWN}` }
      const { answer, seen } = await exchange({
        method: 'POST',
        target: '/openai/v1/chat/completions',
        headers,
        body: '{}',
      })
      assert.equal(answer.status, 200, ours)
      assert.equal(seen.header('authorization'), `Bearer ${CALLERS_OWN}`)
      assert.equal(seen.header(ours), undefined)
    }
    const turned = { authorization: `Bearer ${KEY}`, 'x-api-key': CALLERS_OWN }
    const { seen } = await exchange({ target: '/up/status/200', headers: turned })
    assert.equal(seen.header('authorization'), undefined)
    assert.equal(seen.header('x-api-key'), CALLERS_OWN)
  })

  promises('the same key in several places is taken out of all', async ({ exchange }) => {
    const headers = { authorization: `Bearer ${KEY}`, 'x-api-key': KEY, 'x-keep': 'me' }
    const { seen } = await exchange({ target: `/up/status/200?key=${KEY}&x=1`, headers })
    assert.doesNotMatch(seen.rawHead.toString(), new RegExp(KEY))
    assert.equal(seen.target, '/status/200?x=1')
    assert.equal(seen.header('x-keep'), 'me')
  })

  promises('a held key stands in for ours', async ({ exchange }) => {
    const { seen } = await exchange({
      method: 'POST',
      target: '/v1/messages',
      headers: { 'x-api-key': KEY },
      body: '{}',
    })
    assert.deepEqual(seen.headerAll('x-api-key'), ['sk-ant-held-one'])
  })

  promises('probes need no key, and tell nobody the doors', async ({ exchange }: Stage) => {
    for (const target of ['/-/healthy', '/-/ready']) assert.equal((await exchange({ target })).answer.status, 200)
    const landing = await exchange({ target: '/' })
    assert.doesNotMatch(landing.answer.text(), /anthropic|openai/)
    assert.equal((await exchange({ target: '/open/status/200' })).answer.status, 200, 'a route that is open')
  })

  promises('with keys, other hosts and pages may come: they have to show one', async ({ exchange }) => {
    const headers = { host: 'gateway.example', origin: 'https://page.example', 'sec-fetch-site': 'cross-site' }
    assert.equal((await exchange({ target: '/up/status/200', headers })).answer.status, 401)
    const shown = { ...headers, 'x-api-key': KEY }
    assert.equal((await exchange({ target: '/up/status/200', headers: shown })).answer.status, 200)
  })
})

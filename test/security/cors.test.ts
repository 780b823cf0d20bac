import assert from 'node:assert/strict'
import { forEachRuntime } from '../suite.ts'

const KEY = 'access-key-of-the-page'
const ORIGIN = 'https://app.example'

const preflight = (target: string, origin = ORIGIN) => ({
  method: 'OPTIONS',
  target,
  headers: {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  },
})

forEachRuntime((_runtime, use) => {
  const { promises } = use({
    env: { STRAIT_KEY: KEY },
    config: ({ url }) => `
listen: 127.0.0.1:0
access: { keys: [{ name: page, key: "\${STRAIT_KEY}" }] }
cors: { origins: [${ORIGIN}], max_age: 5m }
providers: { up: { url: "${url}" } }
`,
  })

  promises('a preflight is answered here, without a key', async ({ exchange }) => {
    for (const target of ['/up/echo', '/v1/chat/completions', '/no/door']) {
      const { answer, received } = await exchange(preflight(target))
      assert.ok(answer.status === 204 || answer.status === 200, `${target}: ${answer.status}`)
      assert.equal(answer.header('access-control-allow-origin'), ORIGIN)
      assert.match(answer.header('access-control-allow-methods') ?? '', /POST|\*/)
      assert.match(answer.header('access-control-allow-headers') ?? '', /authorization/i)
      assert.equal(answer.header('access-control-max-age'), '300')
      assert.match(answer.headerAll('vary').join(), /origin/i)
      assert.equal(received.length, 0, 'the provider never hears of it')
    }
  })

  promises('another page’s preflight allows nothing', async ({ exchange }) => {
    const { answer } = await exchange(preflight('/up/echo', 'https://evil.example'))
    assert.equal(answer.header('access-control-allow-origin'), undefined)
  })

  promises('answers and refusals can be read by the page', async ({ exchange, upstream }) => {
    upstream.script(
      '/own-cors',
      (_request, reply) =>
        void reply.json(200, {}, { 'access-control-allow-origin': '*', 'access-control-allow-credentials': 'true' }),
    )
    const headers = { origin: ORIGIN, authorization: `Bearer ${KEY}` }
    for (const target of ['/up/echo', '/up/own-cors', '/up/reset-before-head', '/no/door']) {
      const { answer } = await exchange({ method: 'POST', target, headers, body: '{}' })
      assert.deepEqual(answer.headerAll('access-control-allow-origin'), [ORIGIN], target)
      assert.equal(answer.header('access-control-allow-credentials'), undefined)
    }
    const refused = await exchange({ method: 'POST', target: '/up/echo', headers: { origin: ORIGIN }, body: '{}' })
    assert.equal(refused.answer.status, 401)
    assert.equal(refused.answer.header('access-control-allow-origin'), ORIGIN)
  })

  promises('OPTIONS that is no preflight is a call like any', async ({ exchange }) => {
    const without = await exchange({ method: 'OPTIONS', target: '/up/status/200' })
    assert.equal(without.answer.status, 401)
    const { seen } = await exchange({ method: 'OPTIONS', target: '/up/status/200', headers: { 'api-key': KEY } })
    assert.equal(seen.method, 'OPTIONS')
  })
})

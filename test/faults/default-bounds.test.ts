import assert from 'node:assert/strict'
import { connect, type RawClient, until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'

const AT_ONCE = 4_096
const WAVE = 256

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  promises('a request line of 8,000 bytes passes', async ({ exchange }) => {
    const target = `/up/status/200?q=${'y'.repeat(8_000 - '/up/status/200?q='.length - 'GET  HTTP/1.1'.length)}`
    const { answer, seen } = await exchange({ target })
    assert.equal(answer.status, 200)
    assert.equal(seen.target, target.slice('/up'.length))
  })

  promises('80 headers pass, up and down', async ({ exchange }) => {
    const headers = Array.from({ length: 80 }, (_, i): [string, string] => [`x-line-${i}`, `value ${i}`])
    const { answer, seen } = await exchange({ target: '/up/many-headers?n=80', headers })
    assert.equal(answer.status, 200)
    for (const [name, value] of headers) assert.equal(seen.header(name), value)
    assert.ok(answer.headers.length >= 80, `${answer.headers.length} came down`)
  })

  promises('12 kB in one header pass, up and down', async ({ exchange }) => {
    const value = 'v'.repeat(12_288)
    const { answer, seen } = await exchange({ target: '/up/big-head?kb=12', headers: { 'x-large': value } })
    assert.equal(answer.status, 200)
    assert.equal(seen.header('x-large'), value)
    assert.ok(answer.headers.some(([, one]) => one.length >= 12_000))
  })

  promises('32 kB of headers in many lines pass', async ({ exchange }) => {
    const headers = Array.from({ length: 16 }, (_, i): [string, string] => [
      `x-line-${i}`,
      `${i}`.repeat(2_000).slice(0, 2_000),
    ])
    const { answer, seen } = await exchange({ target: '/up/status/200', headers })
    assert.equal(answer.status, 200)
    for (const [name, value] of headers) assert.equal(seen.header(name), value)
  })

  promises(`${AT_ONCE} requests at once to one upstream are all under way, and answered`, async ({ app, upstream }) => {
    upstream.clear()
    const clients: RawClient[] = []
    try {
      // In waves: a queue of connections nobody has accepted yet holds a few hundred, there as here.
      while (clients.length < AT_ONCE) {
        const wave = await Promise.all(Array.from({ length: WAVE }, () => connect(app.port, { timeoutMs: 40_000 })))
        clients.push(...wave)
        for (const client of wave) void client.send({ method: 'POST', target: '/up/slow-head?gate=all', body: '{}' })
        const arrived = () => upstream.requests.length
        await until(() => arrived() === clients.length, { timeoutMs: 15_000, what: () => `${arrived()} have arrived` })
      }
      upstream.open('all')
      const answers = await Promise.all(clients.map((client) => client.readResponse()))
      assert.equal(answers.filter((answer) => answer.status === 200).length, AT_ONCE)
    } finally {
      for (const client of clients) client.reset()
    }
  })
})

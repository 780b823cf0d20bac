import assert from 'node:assert/strict'
import { connect } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'

const CLIENTS = 1_000

const BEGINNINGS = [
  '',
  'POST /up/echo HTTP/1.1\r\nhost: local',
  'POST /up/echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\nhalf',
  'POST /up/echo HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\nff\r\nhalf',
]

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  promises(`${CLIENTS} half-open clients don’t hold up the others`, async ({ app, exchange }) => {
    const idle = await Promise.all(Array.from({ length: CLIENTS }, () => connect(app.port)))
    try {
      await Promise.all(idle.map((client, i) => client.write(BEGINNINGS[i % BEGINNINGS.length] as string)))
      const all = Array.from({ length: 50 }, async (_, i) => {
        const { answer } = await exchange({ method: 'POST', target: '/up/echo', body: `${i}`, timeoutMs: 15_000 })
        assert.equal(answer.text(), `${i}`)
      })
      await Promise.all(all)
      const healthy = await exchange({ target: '/-/healthy', timeoutMs: 15_000 })
      assert.equal(healthy.answer.status, 200)
    } finally {
      for (const client of idle) client.reset()
    }
  })
})

import assert from 'node:assert/strict'
import { until } from '@strait/testkit'
import { dataFrame, PREFACE, resetFrame, uploadHead } from '../running/http2-frames.ts'
import { forEachRuntime } from '../suite.ts'

const get = (target: string) => `GET ${target} HTTP/1.1\r\nhost: localhost\r\n\r\n`

const UPGRADE = `GET /up/v1/realtime HTTP/1.1\r
host: localhost\r
connection: upgrade\r
upgrade: websocket\r
sec-websocket-version: 13\r
sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r
\r
`

/** What one client does on its own connection, however odd, is felt on no other. */
forEachRuntime((_runtime, use) => {
  const { promises } = use()
  let count = 0

  promises('an upgrade behind a request that is not answered yet gets in nobody’s way', async (stage) => {
    const { connect, exchange, upstream, app } = stage
    for (const before of ['/-/healthy', '/up/no-head?mixed', '/up/sse?n=3&ms=20']) {
      for (const times of [1, 3]) {
        using client = await connect()
        await client.write(get(before).repeat(times) + UPGRADE)
        const { answer } = await exchange({ target: '/up/status/200' })
        assert.equal(answer.status, 200)
        client.reset()
        assert.equal(app.process.exit, undefined, app.logs())
      }
    }
    const mixed = upstream.requests.filter((one) => one.target.endsWith('mixed'))
    for (const one of mixed) assert.ok((await upstream.waitForClose(one)) !== undefined)
  })

  promises('who leaves takes along what was asked behind an unanswered request', async ({ connect, upstream }) => {
    const mark = `behind-${count++}`
    const client = await connect()
    await client.write(get(`/up/no-head?${mark}`) + get(`/up/huge?mb=300&${mark}`))
    const asked = () => upstream.requests.filter((one) => one.target.endsWith(mark))
    await until(() => asked().length === 2 || client.closedBy !== undefined)
    client.reset()
    for (const one of asked()) assert.ok((await upstream.waitForClose(one)) !== undefined, one.target)
  })

  for (const code of [0, 2, 8]) {
    promises(`a stream that is reset with code ${code} in the packet that opened it harms no other`, async (stage) => {
      for (const expect of ['100-continue', 'nothing']) {
        for (const behind of [Buffer.alloc(0), dataFrame(new Uint8Array(100))]) {
          using client = await stage.connect()
          const head = uploadHead('/up/echo', { expect })
          await client.write(Buffer.concat([PREFACE, head, behind, resetFrame(code)]))
          // Nine bytes of a frame: it was taken for HTTP/2.
          await client.next(9)
        }
      }
      const { answer } = await stage.exchange({ target: '/up/status/200' })
      assert.equal(answer.status, 200)
      assert.equal(stage.app.process.exit, undefined, stage.app.logs())
    })
  }
})

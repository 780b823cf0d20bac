import assert from 'node:assert/strict'
import { delay, type Upstream } from '@strait/testkit'
import { forEachRuntime, standardConfig } from '../suite.ts'

/** Short clocks toward clients: an upstream's silence is to be on none of them. */
const impatientWithClients = (upstream: Upstream) => `${standardConfig(upstream)}
timeouts: { client: { head: 1s, keep_alive: 1s, stalled: 2s } }
`
/** Longer than these clocks, and than the steps in which servers look at them. */
const LONG_MS = 6_000

const impatientWithUpstreams = (upstream: Upstream) => `${standardConfig(upstream)}
timeouts: { first_byte: 1s, idle: 1s }
`

forEachRuntime(
  (_runtime, use) => {
    const { promises } = use({ config: impatientWithClients })

    promises('long pauses before the head, in the body and in the request live', async ({ connect, exchange }) => {
      async function upload() {
        using client = await connect({ timeoutMs: LONG_MS * 2 })
        await client.write('POST /up/echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\nfirst')
        await delay(LONG_MS)
        await client.write('other')
        return await client.readResponse()
      }
      const timeoutMs = LONG_MS * 2
      const [head, body, sent] = await Promise.all([
        exchange({ target: `/up/slow-head?ms=${LONG_MS}`, timeoutMs }),
        exchange({ method: 'POST', target: `/up/pause?ms=${LONG_MS}`, body: '{}', timeoutMs }),
        upload(),
      ])
      assert.deepEqual(head.answer.json(), { slow: true })
      assert.deepEqual([body.answer.text(), body.answer.complete], ['beforeafter', true])
      assert.equal(sent.text(), 'firstother')
    })
  },
  { together: true },
)

forEachRuntime(
  (_runtime, use) => {
    const { promises } = use({ config: impatientWithUpstreams })

    promises('pauses below the timeouts live, however long the whole takes', async ({ exchange }) => {
      const { answer } = await exchange({ target: '/up/sse?n=6&ms=400' })
      assert.equal(answer.complete, true)
      assert.match(answer.text(), /"index":5\}\n\ndata: \[DONE\]/)
    })

    promises(
      'an upstream that falls silent in the body is given up: an incomplete transfer',
      async ({ connect, upstream }) => {
        using client = await connect()
        await client.send({ target: '/up/silent-body?idle' })
        const answer = await client.readResponse()
        assert.equal(answer.complete, false)
        assert.equal(answer.text(), 'data: first\n\n')
        const seen = await upstream.waitForRequest((one) => one.target.endsWith('idle'))
        await upstream.waitForClose(seen)
      },
    )

    promises('an upstream without a head in time is 504, and its call is given up', async ({ exchange, upstream }) => {
      const { answer, seen } = await exchange({ method: 'POST', target: '/up/no-head', body: '{}' })
      assert.equal(answer.status, 504)
      assert.equal(answer.header('x-strait-error'), 'first_byte_timeout')
      await upstream.waitForClose(seen)
    })

    promises('a long upload does not count as an upstream’s silence', async ({ connect }) => {
      using client = await connect()
      await client.write('POST /up/echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 8\r\n\r\n')
      for (let i = 0; i < 8; i++) {
        await client.write(`${i}`)
        await delay(300)
      }
      assert.equal((await client.readResponse()).text(), '01234567')
    })

    promises('a client that pauses its reading is not an upstream that is silent', async ({ connect }) => {
      using client = await connect({ keepBytes: 0 })
      await client.send({ target: '/up/huge?mb=48' })
      const answer = await client.openResponse()
      client.pause()
      await delay(2_500)
      client.resume()
      await answer.done
      assert.deepEqual([answer.complete, answer.content.length], [true, 48 * 1024 * 1024])
    })
  },
  { together: true },
)

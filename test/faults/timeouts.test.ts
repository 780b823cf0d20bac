import assert from 'node:assert/strict'
import { delay, until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { assertRefused } from './refusal.ts'

let gates = 0

forEachRuntime(
  (_runtime, use) => {
    const { promises } = use({
      config: ({ url }) => `
listen: 127.0.0.1:0
providers:
  up: { url: "${url}" }
  head: { url: "${url}", timeouts: { first_byte: 200ms } }
  idle: { url: "${url}", timeouts: { idle: 200ms } }
  total: { url: "${url}", timeouts: { total: 300ms } }
routes:
  - path: /patient/*
    to: { provider: head }
    timeouts: { first_byte: off }
  - path: /hasty/*
    to: { url: "${url}" }
    timeouts: { first_byte: 200ms }
`,
    })

    promises('no head in time is 504 first_byte_timeout, sent once', async ({ exchange, upstream }) => {
      for (const target of ['/head/no-head', '/hasty/no-head', '/head/half-head?then=silence&ms=0']) {
        for (const body of [undefined, '{"model":"m"}', 'x'.repeat(200_000)]) {
          const sent = body === undefined ? { target } : { method: 'POST', target, body }
          const { answer, seen } = await exchange(sent)
          const { message } = assertRefused(answer, 504, 'first_byte_timeout', target)
          assert.match(message, /timeouts\.first_byte/)
          await upstream.waitForClose(seen)
        }
      }
    })

    promises('a route’s own timeouts win over its provider’s', async ({ connect, upstream }) => {
      const gate = `patient-${gates++}`
      using client = await connect()
      await client.send({ target: `/patient/slow-head?gate=${gate}` })
      using hasty = await connect()
      await hasty.send({ target: '/head/no-head' })
      assertRefused(await hasty.readResponse(), 504, 'first_byte_timeout')
      upstream.open(gate)
      assert.equal((await client.readResponse()).status, 200)
    })

    promises('an upload that keeps moving is no missing head', async ({ connect, upstream }) => {
      using client = await connect()
      const head = 'POST /head/echo HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n'
      await client.write(`${head}4\r\nmore\r\n`)
      const request = await upstream.waitForRequest((one) => one.target === '/echo' && one.state === 'reading')
      // Six pauses of half the time that a head may take: together three times as long.
      for (let pieces = 1; pieces < 7; pieces++) {
        await until(() => request.content.length >= 4 * pieces)
        await delay(100)
        await client.write('4\r\nmore\r\n')
      }
      await client.write('0\r\n\r\n')
      const answer = await client.readResponse()
      assert.equal(answer.status, 200)
      assert.equal(answer.text(), 'more'.repeat(7))
    })

    promises(
      'silence inside an answer breaks the transfer and ends the upstream’s side',
      async ({ connect, upstream }) => {
        using client = await connect()
        await client.send({ target: '/idle/silent-body' })
        const answer = await client.openResponse()
        assert.equal(answer.status, 200)
        await answer.done
        assert.equal(answer.complete, false, 'never a clean end')
        assert.match(answer.text(), /first/)
        const request = upstream.requests.findLast((one) => one.path === '/silent-body')
        assert.ok(request !== undefined)
        await upstream.waitForClose(request)
      },
    )

    promises('a stream that goes on is no idle one', async ({ exchange }) => {
      const { answer } = await exchange({ target: '/idle/sse?n=10&ms=60' })
      assert.equal(answer.complete, true)
      assert.match(answer.text(), /\[DONE\]/)
    })

    promises('a client that reads slowly is not an idle upstream', async ({ connect }) => {
      using client = await connect()
      await client.send({ target: '/idle/huge?mb=24' })
      const answer = await client.openResponse()
      client.pause()
      await delay(600)
      client.resume()
      await answer.done
      assert.equal(answer.complete, true)
      assert.equal(answer.content.length, 24 * 1024 * 1024)
    })

    promises('the total time ends a stream that never would', async ({ connect }) => {
      using client = await connect()
      await client.send({ target: '/total/sse?n=1000&ms=50' })
      const answer = await client.openResponse()
      await answer.done
      assert.equal(answer.complete, false)
    })

    promises('the total time before a head is 504 total_timeout', async ({ exchange }) => {
      const { answer } = await exchange({ method: 'POST', target: '/total/no-head', body: '{}' })
      assertRefused(answer, 504, 'total_timeout')
    })

    promises('without a total time a stream outlives the others’', async ({ connect, exchange, upstream }) => {
      const gate = `outlives-${gates++}`
      using client = await connect()
      await client.send({ target: `/up/pause?gate=${gate}` })
      const answer = await client.openResponse()
      await answer.waitForText('before')
      await exchange({ target: '/total/no-head' })
      await exchange({ target: '/head/no-head' })
      upstream.open(gate)
      await answer.done
      assert.equal(answer.complete, true)
      assert.equal(answer.text(), 'beforeafter')
    })
  },
  { together: true },
)

import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { delay, request, until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { Http2Client, untilText } from './http2-client.ts'
import { dataFrame, PREFACE, resetFrame, uploadHead } from './http2-frames.ts'

const INTERNAL_ERROR = 2
const CANCEL = 8

let count = 0

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  promises('HTTP/2 with prior knowledge is answered; upstream it is HTTP/1.1', async ({ app, upstream }) => {
    using client = new Http2Client(app.url)
    const target = '/up/echo/a%2Fb%20c?q=%41&n=1'
    const { closed } = client.send({
      method: 'POST',
      target,
      headers: { 'content-type': 'application/json', 'content-length': 14, 'x-own': 'café', cookie: ['a=1', 'b=2'] },
      body: '{"model":"m"}\n',
    })
    const answer = await closed
    assert.equal(answer.status, 200)
    assert.equal(answer.text, '{"model":"m"}\n')
    assert.equal(answer.ended, true)
    const seen = upstream.requests.at(-1)
    assert.equal(seen?.requestLine, 'POST /echo/a%2Fb%20c?q=%41&n=1 HTTP/1.1')
    assert.deepEqual(seen.problems, [])
    assert.equal(seen.header('host'), upstream.url.slice('http://'.length))
    assert.equal(seen.header('content-length'), '14')
    assert.equal(seen.header('x-own'), 'caf\xe9')
    assert.deepEqual(seen.headerAll('cookie'), ['a=1; b=2'])
    assert.ok(!seen.headers.some(([name]) => name.startsWith(':')))
  })

  promises('a client of HTTP/1.1 and one of HTTP/2 share the port', async ({ app, upstream }) => {
    using client = new Http2Client(app.url)
    const slow = client.send({ target: '/up/pause?gate=both' })
    await untilText(slow, 'before')
    const plain = await request(app.port, { method: 'POST', target: '/up/echo', body: 'one' })
    assert.equal(plain.text(), 'one')
    upstream.open('both')
    assert.equal((await slow.closed).text, 'beforeafter')
  })

  promises('each piece of a stream is handed on as it comes', async ({ app, upstream }) => {
    using client = new Http2Client(app.url)
    const gate = `pieces-${count++}`
    const answer = client.send({ target: `/up/pause?gate=${gate}` })
    await untilText(answer, 'before')
    assert.equal(answer.ended, false)
    upstream.open(gate)
    await answer.closed
    assert.deepEqual([answer.text, answer.ended, answer.code], ['beforeafter', true, 0])
  })

  promises('bodies of any size pass both ways, with and without a length', async ({ app }) => {
    using client = new Http2Client(app.url)
    for (const size of [1, 70_000, 3_000_000]) {
      const body = randomBytes(size)
      const sha256 = createHash('sha256').update(body).digest('hex')
      for (const headers of [{ 'content-length': size }, {}]) {
        const { status, length, hash, ended } = await client.send({ method: 'POST', target: '/up/echo', headers, body })
          .closed
        assert.deepEqual([status, length, ended], [200, size, true])
        assert.equal(hash.digest('hex'), sha256)
      }
    }
  })

  promises('hundreds of connections come and go', async ({ app }) => {
    for (let i = 0; i < 600; i++) {
      using client = new Http2Client(app.url)
      assert.equal((await client.get('/echo/any')).status, 200)
    }
  })

  promises('a thousand requests on one connection are all answered', async ({ app }) => {
    using client = new Http2Client(app.url)
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, (_, i) => {
        const target = `/up/echo?${i}`
        return i % 2 === 0 ? client.get(target) : client.send({ method: 'POST', target, body: `${i}` }).closed
      }),
    )
    for (const [i, { status, text, code }] of answers.entries()) {
      assert.deepEqual([status, text, code], [200, i % 2 === 0 ? '' : `${i}`, 0])
    }
    assert.equal(client.goaway, undefined)
  })

  promises('cookies of an answer stay lines of their own', async ({ app }) => {
    using client = new Http2Client(app.url)
    const answer = await client.get('/up/set-cookies')
    assert.ok(answer.header('set-cookie').length > 1)
  })

  promises('what HTTP/1.1 says of its connection stays there', async ({ app }) => {
    using client = new Http2Client(app.url)
    const { status, headers } = await client.get('/up/hop-by-hop')
    assert.equal(status, 200)
    for (const name of ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection']) {
      assert.ok(!headers.includes(name), name)
    }
  })

  promises('an answer without a body has none: HEAD, 204, 304', async ({ app }) => {
    using client = new Http2Client(app.url)
    const head = await client.send({ method: 'HEAD', target: '/up/head-with-length' }).closed
    assert.deepEqual([head.status, head.header('content-length'), head.length], [200, ['1234'], 0])
    for (const status of [204, 304]) {
      const answer = await client.get(`/up/status/${status}`)
      assert.deepEqual([answer.status, answer.length, answer.ended], [status, 0, true])
    }
  })

  promises('a refusal of ours comes before the upload is whole', async ({ app }) => {
    using client = new Http2Client(app.url)
    const body = new Uint8Array(500_000)
    const answer = await client.send({ method: 'POST', target: '/no/such/door', body }).closed
    assert.equal(answer.status, 404)
    assert.deepEqual(answer.header('x-strait-error'), ['no_route'])
    assert.equal(answer.ended, true)
    assert.equal((await client.get('/up/status/200')).status, 200)
  })

  promises('a head that is too large is 431, and the connection lives', async ({ app }) => {
    using client = new Http2Client(app.url)
    const headers = { 'x-a': 'a'.repeat(60_000), 'x-b': 'b'.repeat(20_000) }
    assert.equal((await client.send({ target: '/up/status/200', headers }).closed).status, 431)
    assert.equal((await client.get('/up/status/200')).status, 200)
  })

  promises(
    'over HTTP/2 a head of up to `bounds.head` is taken, a larger one refused with our code',
    async ({ app }) => {
      using client = new Http2Client(app.url)
      const [x, y] = ['x'.repeat(60_000), 'y'.repeat(20_000)]
      assert.equal((await client.send({ target: '/up/status/200', headers: { x } }).closed).status, 200)
      const answer = await client.send({ target: '/up/status/200', headers: { x, y } }).closed
      assert.deepEqual(answer.header('x-strait-error'), ['head_too_large'])
    },
  )

  for (const fault of ['reset-mid-length', 'fin-mid-length', 'reset-mid-chunk', 'fin-between-chunks']) {
    promises(`an answer that its provider cuts (${fault}) is a stream that was reset`, async ({ app }) => {
      using client = new Http2Client(app.url)
      const answer = await client.get(`/up/${fault}`)
      assert.equal(answer.status, 200)
      assert.deepEqual([answer.ended, answer.code], [false, INTERNAL_ERROR])
      assert.equal((await client.get('/up/status/200')).status, 200, 'the connection is whole')
    })
  }

  promises('an answer whose head is more than the client takes does not reach it, nor lasts', async ({ app }) => {
    using client = new Http2Client(app.url)
    const answer = await client.get('/up/big-head?kb=100')
    assert.deepEqual([answer.status, answer.ended], [undefined, false])
    using next = new Http2Client(app.url)
    assert.equal((await next.get('/up/status/200')).status, 200)
  })

  for (const path of ['no-head', 'silent-body', 'sse?n=100000&ms=5']) {
    promises(`a stream that its client resets takes the call of /${path} with it`, async ({ app, upstream }) => {
      using client = new Http2Client(app.url)
      const mark = `reset-${count++}`
      const answer = client.send({ target: `/up/${path}${path.includes('?') ? '&' : '?'}${mark}` })
      const seen = await upstream.waitForRequest(({ target }) => target.endsWith(mark))
      if (path !== 'no-head') await until(() => answer.length > 0, { what: 'the first bytes' })
      answer.stream.close(CANCEL)
      assert.ok((await upstream.waitForClose(seen)) !== undefined, 'the upstream was first')
      assert.equal((await client.get('/up/status/200')).status, 200, 'the connection is whole')
    })
  }

  promises('a client that opens no more streams has its last answers whole', async ({ app, upstream }) => {
    using client = new Http2Client(app.url)
    const gate = `closing-${count++}`
    const answer = client.send({ target: `/up/pause?gate=${gate}` })
    await untilText(answer, 'before')
    client.session.close()
    // What the server makes of its GOAWAY comes before the rest.
    await delay(50)
    upstream.open(gate)
    await answer.closed
    assert.deepEqual([answer.text, answer.ended], ['beforeafter', true])
  })

  promises('a client that goes takes all its calls with it', async ({ app, upstream }) => {
    const client = new Http2Client(app.url)
    const mark = `gone-${count++}`
    for (let i = 0; i < 3; i++) client.send({ target: `/up/no-head?${i}&${mark}` })
    const seen = () => upstream.requests.filter(({ target }) => target.endsWith(mark))
    await until(() => seen().length === 3, { what: 'the requests' })
    client.session.destroy()
    for (const one of seen()) assert.ok((await upstream.waitForClose(one)) !== undefined)
  })

  // By hand: Node's client ends an upload before it resets it.
  for (const code of [0, CANCEL]) {
    for (const headers of [{}, { 'content-length': '100000' }]) {
      const framing = 'content-length' in headers ? 'a length' : 'no length'
      promises(`an upload of ${framing} that is reset with code ${code} never looks whole`, async (stage) => {
        using client = await stage.connect()
        const mark = `half-${count++}`
        await client.write(PREFACE)
        await client.write(uploadHead(`/up/no-head?${mark}`, headers))
        await client.write(dataFrame(new Uint8Array(10_000)))
        const seen = await stage.upstream.waitForRequest((one) => one.target.endsWith(mark))
        await until(() => seen.content.length === 10_000, { what: 'what was sent' })
        await client.write(resetFrame(code))
        assert.ok((await stage.upstream.waitForClose(seen)) !== undefined)
        assert.equal(seen.state, 'cut')
      })
    }
  }

  promises('a client that does not read does not make Strait take everything in', async ({ app }) => {
    using client = new Http2Client(app.url)
    const before = app.rss()
    const answer = client.send({ target: '/up/huge?mb=300' })
    answer.stream.pause()
    await until(() => answer.status === 200, { what: 'the head' })
    assert.equal((await client.get('/up/status/200')).status, 200, 'other streams go on')
    assert.ok(app.rss() - before < 150 * 1024 * 1024)
    answer.stream.close(CANCEL)
  })

  promises('the preface may come in pieces', async ({ connect }) => {
    using client = await connect()
    for (const cut of [0, 10, 20, 24]) {
      await client.write(PREFACE.subarray(cut, { 0: 10, 10: 20, 20: 24 }[cut]))
      await delay(20)
    }
    // Nine bytes of a frame, of which the fourth is its type: SETTINGS.
    assert.equal((await client.next(9))[3], 4)
  })

  promises('a preface behind a request of HTTP/1.1 is none: the connection closes', async ({ connect }) => {
    using client = await connect()
    await client.send({ target: '/up/status/200' })
    assert.equal((await client.readResponse()).status, 200)
    await client.write(PREFACE)
    await until(() => client.closedBy !== undefined, { what: 'the connection to close' })
  })

  promises('over HTTP/2 early hints arrive before the answer, trailers behind it', async ({ app }) => {
    using client = new Http2Client(app.url)
    const hinted = await client.get('/up/early-hints')
    assert.deepEqual([hinted.interim[0]?.status, hinted.status], [103, 200])
    const { text, trailers } = await client.get('/up/trailers')
    assert.deepEqual([text, trailers], ['with trailers', ['x-checksum', 'abc123', 'x-strange', 'caf\xe9']])
  })
})

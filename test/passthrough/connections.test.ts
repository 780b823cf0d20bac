import assert from 'node:assert/strict'
import { until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  promises('HTTP/1.0 clients get no chunks, and a closed connection', async ({ connect }) => {
    for (const target of ['/up/status/200', '/up/sse', '/up/until-eof', '/up/huge?mb=1&chunked']) {
      using client = await connect()
      await client.send({ target, httpVersion: '1.0' })
      const answer = await client.readResponse()
      assert.equal(answer.status, 200)
      assert.equal(answer.header('transfer-encoding'), undefined, target)
      assert.equal(answer.complete, true, target)
      await client.waitForClose()
    }
  })

  promises('HTTP/1.0 without a host is served or refused, never a 5xx', async ({ connect }) => {
    using client = await connect()
    await client.write('GET /up/status/200 HTTP/1.0\r\n\r\n')
    const answer = await client.readResponse()
    assert.ok(answer.status === 200 || (answer.status >= 400 && answer.status < 500), `${answer.status}`)
    await client.waitForClose()
  })

  promises('the client’s connection: close is obeyed and goes no further', async ({ connect, upstream }) => {
    for (const target of ['/up/status/200?closing', '/up/sse?closing']) {
      using client = await connect()
      await client.send({ target, headers: { connection: 'close' } })
      const answer = await client.readResponse()
      assert.equal(answer.complete, true)
      assert.match(answer.headerAll('connection').join(), /close/i)
      assert.equal(await client.waitForClose(), 'fin')
    }
    const seen = await upstream.waitForRequest((one) => one.target === '/status/200?closing')
    assert.doesNotMatch(seen.headerAll('connection').join(), /close/i)
  })

  promises('the upstream’s connection: close is not handed on', async ({ connect }) => {
    using client = await connect()
    for (const target of ['/up/connection-close', '/up/until-eof', '/up/http-1.0', '/up/status/200']) {
      await client.send({ target })
      const answer = await client.readResponse()
      assert.equal(answer.status, 200)
      assert.doesNotMatch(answer.headerAll('connection').join(), /close/i, target)
    }
    assert.equal(client.closedBy, undefined)
  })

  promises('one connection carries many requests, up and down', async ({ connect, upstream }) => {
    using client = await connect()
    const from = upstream.connections.length
    for (let i = 0; i < 10; i++) {
      await client.send({ method: 'POST', target: `/up/echo?${i}`, body: `body ${i}` })
      const answer = await client.readResponse()
      assert.equal(answer.text(), `body ${i}`)
    }
    assert.ok(upstream.connections.length - from <= 1, `${upstream.connections.length - from} new connections`)
  })

  promises('pipelined requests are answered in order, or not at all', async ({ connect }) => {
    using client = await connect({ timeoutMs: 4_000 })
    const lines = [1, 2, 3].map((n) => `GET /up/json?bytes=${100 * n} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
    await client.write(lines.join(''))
    for (const size of [100, 200, 300]) {
      const answer = await client.readResponse().catch(() => undefined)
      if (answer === undefined) {
        assert.notEqual(client.closedBy, undefined, 'a server that takes no pipelined requests has to close')
        break
      }
      assert.equal(answer.content.length, size)
      assert.deepEqual(answer.problems, [])
    }
  })

  promises('pipelined requests are all answered', async ({ connect }) => {
    using client = await connect({ timeoutMs: 4_000 })
    await client.write(
      [1, 2, 3].map((n) => `GET /up/json?bytes=${100 * n} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`).join(''),
    )
    for (const size of [100, 200, 300]) assert.equal((await client.readResponse()).content.length, size)
  })

  promises('what is no HTTP is refused with a code, and the connection closed', async ({ connect }) => {
    for (const bytes of [
      'GET / HTTP/1.1\r\nno colon\r\n\r\n',
      'GET /a b HTTP/1.1\r\nhost: a\r\n\r\n',
      '\x16\x03\x01\0\r\n\r\n',
    ]) {
      using client = await connect()
      await client.write(bytes)
      const answer = await client.readResponse()
      assert.ok([400, 501].includes(answer.status), `${JSON.stringify(bytes)}: ${answer.status}`)
      assert.match(answer.header('x-strait-error') ?? 'none', /^(bad_request|method_unsupported)$/)
      await client.waitForClose()
    }
  })

  promises('a POST and the next request in one write are two requests', async ({ connect, upstream }) => {
    using client = await connect({ timeoutMs: 4_000 })
    const first = 'POST /up/echo?glued HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\nfirst'
    await client.write(`${first}GET /up/status/200?glued HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
    const answer = await client.readResponse().catch(() => undefined)
    if (answer !== undefined) {
      assert.equal(answer.text(), 'first')
      await client.readResponse().catch(() => undefined)
    }
    for (const one of upstream.requests.filter((request) => request.target.endsWith('glued'))) {
      assert.deepEqual(one.problems, [])
      assert.equal(one.content.bytes().toString(), one.method === 'POST' ? 'first' : '')
    }
  })

  promises('a connection that the upstream closed while idle is not used again', async ({ exchange, upstream }) => {
    const { seen } = await exchange({ method: 'POST', target: '/up/echo', body: 'a' })
    seen.connection.close()
    await until(() => seen.connection.closedAt, { what: 'the idle connection to be closed' })
    const second = await exchange({ method: 'POST', target: '/up/echo', body: 'b' })
    assert.equal(second.answer.text(), 'b')
    assert.notEqual(second.seen.connection.id, seen.connection.id)
    assert.deepEqual(upstream.errors, [])
  })

  promises('what an upstream sends beyond its answer reaches nobody', async ({ exchange }) => {
    const { answer } = await exchange({ target: '/up/extra-bytes' })
    assert.equal(answer.text(), 'ok')
    const next = await exchange({ target: '/up/status/200' })
    assert.equal(next.answer.text(), '{"status":200}')
    assert.equal(next.answer.header('x-smuggled'), undefined)
  })
})

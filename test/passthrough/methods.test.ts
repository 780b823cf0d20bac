import assert from 'node:assert/strict'
import { forEachRuntime } from '../suite.ts'

/** RFC 9110, RFC 5789 and the QUERY method: every server here takes these. */
const WITH_BODY = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY', 'PROPFIND'] as const
const WITHOUT_BODY = ['GET', 'DELETE', 'OPTIONS', 'QUERY', 'PROPFIND', 'PURGE'] as const

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  for (const method of WITH_BODY) {
    promises(`${method} with a body arrives as ${method} with that body`, async ({ exchange }) => {
      const { answer, seen } = await exchange({ method, target: '/up/echo', body: `{"method":"${method}"}` })
      assert.equal(answer.status, 200)
      assert.equal(seen.method, method)
      assert.equal(seen.content.bytes().toString(), `{"method":"${method}"}`)
      assert.equal(answer.text(), `{"method":"${method}"}`)
    })
  }

  for (const method of WITHOUT_BODY) {
    promises(`${method} without a body arrives without one`, async ({ exchange }) => {
      const { answer, seen } = await exchange({ method, target: '/up/status/200' })
      assert.equal(answer.status, 200)
      assert.equal(seen.method, method)
      assert.equal(seen.content.length, 0)
      assert.equal(seen.header('transfer-encoding'), undefined)
      assert.ok([undefined, '0'].includes(seen.header('content-length')))
    })
  }

  promises('HEAD arrives as HEAD, and its answer has the length and no body', async ({ exchange }) => {
    const { answer, seen } = await exchange({ method: 'HEAD', target: '/up/head-with-length' })
    assert.equal(seen.method, 'HEAD')
    assert.equal(answer.status, 200)
    assert.equal(answer.header('content-length'), '1234')
    assert.equal(answer.content.length, 0)
  })

  for (const method of ['GET', 'HEAD'] as const) {
    for (const chunked of [false, true]) {
      const framing = chunked ? 'chunked' : 'with a length'
      promises(
        `${method} with a body ${framing} is sent with it or refused, never sent without`,
        async ({ exchange }) => {
          const body = '{"query":"a body that must not vanish"}'
          const { answer, received } = await exchange({ method, target: '/up/status/200', body, chunked })
          if (answer.status === 200) {
            assert.deepEqual(
              received.map((one) => one.content.bytes().toString()),
              [body],
            )
            return
          }
          assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status}`)
          assert.deepEqual(
            received.map((one) => one.method),
            [],
          )
        },
      )
    }
  }

  promises('methods that nobody knows arrive as they are, or are refused with 4xx or 501', async ({ exchange }) => {
    for (const method of ['TRACE', 'M-SEARCH', 'MKCOL', 'X!#$']) {
      const { answer, received } = await exchange({ method, target: '/up/status/200' })
      if (answer.status === 200)
        assert.deepEqual(
          received.map((one) => one.method),
          [method],
        )
      else {
        assert.ok(answer.status === 501 || (answer.status >= 400 && answer.status < 500), `${method}: ${answer.status}`)
        assert.equal(received.length, 0, method)
      }
    }
  })

  promises('methods that no parser knows are refused with 4xx or 501, in an answer', async ({ exchange }) => {
    for (const method of ['FOO', 'get', 'Post']) {
      const { answer, received } = await exchange({ method, target: '/up/status/200' })
      if (answer.status === 200)
        assert.deepEqual(
          received.map((one) => one.method),
          [method],
        )
      else
        assert.ok(answer.status === 501 || (answer.status >= 400 && answer.status < 500), `${method}: ${answer.status}`)
    }
  })

  promises('methods that no parser knows never reach an upstream as another', async ({ connect, upstream }) => {
    for (const method of ['FOO', 'get', 'Post']) {
      using client = await connect()
      await client.send({ method, target: '/up/unknown-method' })
      await client.readResponse().catch(() => undefined)
      assert.deepEqual(
        upstream.requests.filter((one) => one.path === '/unknown-method' && one.method !== method),
        [],
      )
    }
  })

  promises('CONNECT is refused and opens nothing', async ({ connect, upstream }) => {
    using client = await connect()
    await client.write(
      `CONNECT ${upstream.host}:${upstream.port} HTTP/1.1\r\nHost: ${upstream.host}:${upstream.port}\r\n\r\n`,
    )
    const status = await client.readHead().then(
      (head) => head.status,
      () => 'closed' as const,
    )
    assert.ok(status === 'closed' || status >= 400, `${status}`)
    assert.equal(upstream.requests.filter((one) => one.method === 'CONNECT').length, 0)
  })

  promises('method overrides steer nothing', async ({ exchange }) => {
    const headers = { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE', 'x-original-url': '/up/evil' }
    const { seen } = await exchange({ method: 'POST', target: '/up/echo?_method=DELETE', headers, body: 'b' })
    assert.equal(seen.requestLine, 'POST /echo?_method=DELETE HTTP/1.1')
    assert.equal(seen.header('x-http-method-override'), 'DELETE')
  })
})

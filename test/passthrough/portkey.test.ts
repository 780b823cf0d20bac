import assert from 'node:assert/strict'
import { type HeaderList, until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { HELD, javascript, KEY, PORTKEY_STAGE, python } from './portkey-calls.ts'

const BODY =
  '{"messages":[{"role":"user","content":"Hello!"}], "model":"my-custom-vllm-model","n":1.0,"random_key":12345678901234567890,"stream":true}'

const CONTROL = /^x-portkey-/i

forEachRuntime((_runtime, use) => {
  const { promises } = use(PORTKEY_STAGE)

  promises('a call of portkey-ai for Python arrives as its application meant it', async ({ exchange, upstream }) => {
    const headers = python(`${upstream.url}/echo/v1`)
    const { answer, seen } = await exchange({ method: 'POST', target: '/v1/chat/completions', headers, body: BODY })
    assert.deepEqual([seen.method, seen.target], ['POST', '/echo/v1/chat/completions'])
    assert.equal(seen.rawBody.bytes().toString(), BODY)
    assert.deepEqual(seen.headerAll('authorization'), ['Bearer OPENAI_API_KEY'])
    assert.deepEqual(seen.headerAll('my_custom_header'), ['abc'])
    assert.deepEqual(seen.headerAll('user-agent'), ['OpenAI/Python 2.30.0'])
    assert.deepEqual(
      seen.headers.filter(([name]) => CONTROL.test(name)),
      [],
    )
    assert.deepEqual([answer.status, answer.text()], [200, BODY])
    assert.equal(answer.header('x-portkey-provider'), 'passthrough')
    assert.equal(answer.header('x-portkey-cache-status'), 'DISABLED')
  })

  promises('a call of portkey-ai for JavaScript does too', async ({ exchange, upstream }) => {
    const headers = javascript(upstream.url)
    const { seen } = await exchange({ method: 'POST', target: '/v1/chat/completions', headers, body: BODY })
    assert.equal(seen.target, '/chat/completions')
    assert.deepEqual([seen.headerAll('authorization'), seen.headerAll('my-custom-header')], [[], ['abc']])
    assert.equal(seen.rawBody.bytes().toString(), BODY)
  })

  promises('the key that opens Strait goes no further, wherever it stands', async ({ exchange, upstream }) => {
    const places: readonly [string, string][] = [
      ['authorization', `Bearer ${KEY}`],
      ['x-portkey-default-headers', JSON.stringify({ authorization: `Bearer ${KEY}` })],
    ]
    for (const place of places) {
      const headers: HeaderList = [
        place,
        ['x-portkey-provider', 'passthrough'],
        ['x-portkey-custom-host', upstream.url],
      ]
      const { answer, seen } = await exchange({ method: 'POST', target: '/v1/x', headers, body: '{}' })
      assert.equal(answer.status, 200)
      assert.equal(seen.rawHead.includes(KEY), false, place[0])
    }
  })

  promises('without a valid key nothing is read and nothing sent', async ({ exchange, upstream }) => {
    for (const headers of [python(upstream.url), javascript(upstream.url)]) {
      const wrong = headers.map(([name, value]): [string, string] => [name, value === KEY ? 'nobody' : value])
      const { answer, received } = await exchange({ method: 'POST', target: '/v1/x', headers: wrong, body: '{}' })
      assert.deepEqual([answer.status, received.length], [401, 0])
    }
  })

  promises('a stream arrives as it was sent, event by event', async ({ connect, upstream }) => {
    upstream.script('/portkey-stream/chat/completions', async (_, reply) => {
      await reply.head(200, 'OK', { 'content-type': 'text/event-stream', 'transfer-encoding': 'chunked' })
      await reply.chunk('data: {"n":1}\r\n\r\n')
      await upstream.gate('portkey-second')
      await reply.chunk('data: [DONE]\n\n')
      await reply.endChunks()
    })
    const client = await connect()
    const headers = python(`${upstream.url}/portkey-stream`)
    await client.send({ method: 'POST', target: '/v1/chat/completions', headers, body: BODY })
    const response = await client.openResponse('POST')
    await response.waitForBytes('data: {"n":1}\r\n\r\n'.length)
    upstream.open('portkey-second')
    await response.done
    assert.equal(response.text(), 'data: {"n":1}\r\n\r\ndata: [DONE]\n\n')
    client.close()
  })

  promises('errors of the provider are its own, headers and bytes', async ({ exchange, upstream }) => {
    const error = Buffer.from('{"type":"error","error":{"type":"overloaded_error","message":"\xff\xfe"}}', 'latin1')
    upstream.script('/portkey-error/messages', async (_, reply) => {
      await reply.send(529, error, [
        ['content-type', 'application/json'],
        ['x-should-retry', 'true'],
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ])
    })
    const headers = javascript(`${upstream.url}/portkey-error`)
    const { answer } = await exchange({ method: 'POST', target: '/v1/messages', headers, body: BODY })
    assert.equal(answer.status, 529)
    assert.equal(answer.header('x-strait-error'), undefined)
    assert.equal(answer.header('x-should-retry'), 'true')
    assert.deepEqual(answer.headerAll('set-cookie'), ['a=1', 'b=2'])
    assert.deepEqual(answer.rawBody.bytes(), error)
  })

  promises('an upload arrives byte for byte, in its framing', async ({ exchange, upstream }) => {
    const part = Buffer.alloc(300_000, '\x00\xff\r\n--')
    const headers = [
      ...javascript(`${upstream.url}/echo`).filter(([name]) => name !== 'content-type'),
      ['content-type', 'multipart/form-data; boundary="--b"'],
    ] as HeaderList
    for (const chunked of [false, true]) {
      const { answer, seen } = await exchange({
        method: 'PUT',
        target: '/v1/files?a=b+c',
        headers,
        body: [part, part],
        chunked,
      })
      assert.deepEqual([seen.method, seen.target], ['PUT', '/echo/files?a=b+c'])
      assert.ok(seen.content.bytes().equals(Buffer.concat([part, part])))
      assert.equal(answer.status, 200)
    }
  })

  promises('a model that names a provider loses that name and no other byte', async ({ exchange }) => {
    const headers: HeaderList = [
      ['content-type', 'application/json'],
      ['x-portkey-api-key', KEY],
    ]
    const rows = [
      ['{"a":1.0,"model":"@held/org/m"}', '/held/v1/chat/completions', '{"a":1.0,"model":"org/m"}', `Bearer ${HELD}`],
      [
        '{"model":"\\u0040vllm/m","model":"@vllm/n"}',
        '/vllm/v1/chat/completions',
        '{"model":"m","model":"n"}',
        undefined,
      ],
      ['{"model":"@passthrough/x"}', '/configured/chat/completions', '{"model":"x"}', undefined],
    ] as const
    for (const [body, target, sent, authorization] of rows) {
      const { answer, seen } = await exchange({ method: 'POST', target: '/v1/chat/completions', headers, body })
      assert.equal(answer.status, 200)
      assert.deepEqual([seen.target, seen.rawBody.bytes().toString()], [target, sent])
      assert.deepEqual(seen.header('authorization'), authorization)
    }
  })

  promises('trace id and metadata are echoed and logged, on every door', async ({ app, exchange }) => {
    for (const target of ['/vllm/v1/x', '/v1/chat/completions']) {
      const id = `trace-of-${target.length}`
      const headers: HeaderList = [
        ['x-portkey-api-key', KEY],
        ['x-portkey-provider', 'vllm'],
        ['x-portkey-trace-id', id],
        ['x-portkey-metadata', '{"_user":"u-1","paid":true}'],
      ]
      const { answer } = await exchange({ method: 'POST', target, headers, body: '{}' })
      assert.equal(answer.header('x-portkey-trace-id'), id)
      const logged = () => app.lines().find((one) => one['caller_trace_id'] === id)
      await until(() => logged() !== undefined)
      const line = logged()
      assert.deepEqual(line?.['metadata'], { _user: 'u-1', paid: true })
    }
  })
})

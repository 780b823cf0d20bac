import assert from 'node:assert/strict'
import type { HeaderList } from '@strait/testkit'
import { DOORS, forEachRuntime, HELD } from '../suite.ts'

/** They steer Strait or the gateways whose dialects it speaks. */
const CONTROL: HeaderList = [
  ['x-strait-debug', 'true'],
  ['X-Strait-Request-Id', 'mine'],
  ['x-portkey-api-key', 'pk-secret'],
  ['X-Portkey-Config', '{"api_key":"sk"}'],
  ['x-portkey-custom-host', 'http://169.254.169.254'],
  ['x-bf-vk', 'sk-bf-secret'],
  ['X-BF-Passthrough-Extra-Params', 'true'],
  ['x-litellm-api-key', 'sk-litellm'],
  ['X-LiteLLM-Timeout', '1'],
  ['litellm_session_id', 's'],
]

const HOP_BY_HOP: HeaderList = [
  ['Keep-Alive', 'timeout=99'],
  ['Proxy-Connection', 'keep-alive'],
  ['Proxy-Authorization', 'Basic c2VjcmV0'],
  ['Proxy-Authenticate', 'Basic'],
  ['TE', 'gzip, deflate;q=0.5'],
  ['HTTP2-Settings', 'AAMAAABkAAQAAP__'],
]

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  for (const target of DOORS) {
    promises(`control headers of all dialects stop at ${target}`, async ({ exchange }) => {
      const { answer, received } = await exchange({
        method: 'POST',
        target,
        headers: [...CONTROL, ['x-kept', 'yes']],
        body: '{}',
      })
      // A door that such a header opens may refuse; what reaches an upstream must not hold one.
      for (const one of received) {
        const left = one.headers.filter(([name]) => /^(x-strait-|x-portkey-|x-bf-|x-litellm-|litellm_)/i.test(name))
        assert.deepEqual(left, [])
        assert.equal(one.header('x-kept'), 'yes')
      }
      if (received.length === 0) assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status}`)
    })
  }

  promises('fields of the connection stop, whether Connection names them or not', async ({ exchange }) => {
    for (const connection of [undefined, 'keep-alive, Keep-Alive, TE, Proxy-Connection, Proxy-Authorization']) {
      const lines: HeaderList = connection === undefined ? [] : [['Connection', connection]]
      const { seen } = await exchange({ target: '/up/x', headers: [...HOP_BY_HOP, ...lines, ['X-End', 'passes']] })
      for (const [name] of HOP_BY_HOP) assert.deepEqual(seen.headerAll(name), [], name)
      assert.equal(seen.header('x-end'), 'passes')
      assert.doesNotMatch(seen.headerAll('connection').join(), /proxy|te\b/i)
    }
  })

  promises('fields that Connection names stop', async ({ exchange }) => {
    const headers: HeaderList = [
      ['Connection', 'X-First ,x-second'],
      ['X-First', '1'],
      ['x-SECOND', '2'],
      ['X-First', 'again'],
      ['X-Third', '3'],
    ]
    const { seen } = await exchange({ target: '/up/x', headers })
    assert.deepEqual([seen.headerAll('x-first'), seen.headerAll('x-second')], [[], []])
    assert.equal(seen.header('x-third'), '3')
    assert.doesNotMatch(seen.headerAll('connection').join(), /x-/i)
  })

  promises('what makes the message survives being named in Connection', async ({ exchange, upstream }) => {
    const headers: HeaderList = [
      ['Connection', 'host, content-length, content-type, content-encoding'],
      ['Content-Type', 'application/json'],
      ['Content-Encoding', 'x-own'],
    ]
    const { seen } = await exchange({ method: 'POST', target: '/up/x', headers, body: '{"a":1}' })
    assert.equal(seen.header('host'), `${upstream.host}:${upstream.port}`)
    assert.equal(seen.header('content-type'), 'application/json')
    assert.equal(seen.header('content-encoding'), 'x-own')
    assert.equal(seen.content.bytes().toString(), '{"a":1}')
  })

  promises('a held credential survives being named in Connection', async ({ exchange }) => {
    const headers: HeaderList = [['Connection', 'x-api-key, authorization']]
    const { seen } = await exchange({ method: 'POST', target: '/anthropic/v1/messages', headers, body: '{}' })
    assert.equal(seen.header('x-api-key'), HELD.anthropic)
  })

  promises('te: trailers passes, other codings do not', async ({ exchange }) => {
    for (const te of ['trailers', 'gzip, trailers', 'Trailers']) {
      const { seen } = await exchange({ target: '/up/x', headers: { TE: te } })
      // A server that can't carry trailers may leave the promise out.
      assert.ok(['trailers', ''].includes(seen.headerAll('te').join().toLowerCase()), seen.headerAll('te').join())
    }
  })

  promises('a handshake that is none is refused and never sent on as a plain GET', async ({ exchange }) => {
    const headers = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Key': 'a2V5',
      'Sec-WebSocket-Version': '13',
    }
    const { answer, received } = await exchange({ target: '/up/v1/realtime', headers })
    assert.equal(answer.status, 400)
    assert.equal(answer.header('x-strait-error'), 'bad_upgrade')
    assert.equal(received.length, 0)
  })

  promises('a held key replaces whatever the caller sent', async ({ exchange }) => {
    const headers = {
      authorization: 'Bearer callers',
      'x-api-key': 'callers',
      'x-goog-api-key': 'callers',
      'api-key': 'callers',
    }
    const first = await exchange({ method: 'POST', target: '/anthropic/v1/messages', headers, body: '{}' })
    assert.deepEqual(first.seen.headerAll('x-api-key'), [HELD.anthropic])
    assert.doesNotMatch(first.seen.rawHead.toString('latin1'), /callers/)
    const target = '/gemini/v1beta/models/g:generateContent?alt=sse&key=callers&x=%41'
    const second = await exchange({ method: 'POST', target, headers, body: '{}' })
    assert.deepEqual(second.seen.headerAll('x-goog-api-key'), [HELD.gemini])
    assert.equal(second.seen.target, '/v1beta/models/g:generateContent?alt=sse&x=%41')
    assert.doesNotMatch(second.seen.rawHead.toString('latin1'), /callers/)
  })

  promises('without a held key the caller’s own goes through, header or query', async ({ exchange }) => {
    const headers = { authorization: 'Bearer callers', 'x-api-key': 'callers' }
    const { seen } = await exchange({ method: 'POST', target: '/openai/v1/files?key=callers', headers, body: '{}' })
    assert.equal(seen.header('authorization'), 'Bearer callers')
    assert.equal(seen.header('x-api-key'), 'callers')
    assert.equal(seen.target, '/v1/files?key=callers')
  })
})

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { delay, until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { Caller } from './caller.ts'
import { usePeer } from './peer.ts'

const KEY = 'dGhlIHNhbXBsZSBub25jZQ=='
const HANDSHAKE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': KEY,
}

forEachRuntime((_runtime, use) => {
  const peer = usePeer({ speaks: ['second', 'realtime'] })
  const { promises } = use({
    config: ({ url }) => `
listen: 127.0.0.1:0
providers:
  up: { url: "${peer.url}" }
  http: { url: "${url}" }
  nobody: { url: "http://127.0.0.1:1" }
routes:
  - { path: /posts, methods: [POST], to: { provider: up } }
`,
  })

  promises('path, query and headers arrive as sent, the provider’s headers come back', async ({ app }) => {
    peer.answer('/v1/realtime', (request, socket) => {
      const accept = createHash('sha1')
        .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
        .digest('base64')
      const head = ['HTTP/1.1 101 Switching Protocols', 'upgrade: websocket', 'connection: upgrade', 'x-provider: yes']
      socket.write(`${[...head, `sec-websocket-accept: ${accept}`, 'set-cookie: a=b'].join('\r\n')}\r\n\r\n`)
    })
    const caller = new Caller(app.port, '/up/v1/realtime?model=gpt-realtime&x=%20', {
      headers: { 'openai-beta': 'realtime=v1', authorization: 'Bearer sk-own', 'x-portkey-trace-id': 'ours' },
    })
    let headers: Record<string, unknown> = {}
    caller.socket.on('upgrade', (response) => {
      headers = response.headers
    })
    await until(() => caller.opened, { what: () => 'the WebSocket' })
    const seen = peer.handshakes.at(-1)
    assert.equal(seen?.target, '/v1/realtime?model=gpt-realtime&x=%20')
    assert.deepEqual([seen?.header('openai-beta'), seen?.header('authorization')], [['realtime=v1'], ['Bearer sk-own']])
    assert.deepEqual([seen?.header('sec-websocket-version'), seen?.header('x-portkey-trace-id')], [['13'], []])
    assert.deepEqual([headers['x-provider'], headers['set-cookie']], ['yes', ['a=b']])
    assert.match(String(headers['x-strait-request-id']), /^[0-9a-f]+$/)
    caller.socket.terminate()
  })

  promises('the provider chooses among the subprotocols that the client offers', async ({ app }) => {
    const rows: [offered: string[], chosen: string][] = [
      [['first', 'second'], 'second'],
      [['realtime'], 'realtime'],
      [[], ''],
    ]
    for (const [protocols, chosen] of rows) {
      const caller = await Caller.open(app.port, '/up/echo', { protocols })
      assert.equal(caller.socket.protocol, chosen)
      assert.deepEqual(peer.handshakes.at(-1)?.header('sec-websocket-protocol').join(), protocols.join(','))
      caller.socket.close()
      await caller.closed()
    }
  })

  promises('a provider that refuses is heard: status, headers and body', async ({ app, upstream }) => {
    const body = '{"error":{"message":"Incorrect API key","code":"invalid_api_key"}}'
    upstream.script('/refuses', async (_request, reply) => {
      await reply.head(401, 'Unauthorized', { 'x-why': 'key', 'content-length': `${body.length}` })
      await reply.raw(body)
    })
    const refusal = await Caller.refused(app.port, '/http/refuses')
    assert.deepEqual([refusal.status, refusal.body, refusal.headers['x-why']], [401, body, 'key'])
    assert.equal(refusal.headers['x-strait-error'], undefined)
    const chunked = await Caller.refused(app.port, '/http/sse?n=2')
    assert.equal(chunked.status, 200)
    assert.match(chunked.body, /\[DONE\]/)
  })

  promises('what Strait itself refuses says so', async ({ app, exchange }) => {
    const refused = async (target: string) => {
      const { status, headers } = await Caller.refused(app.port, target)
      return [status, headers['x-strait-error']]
    }
    assert.deepEqual(await refused('/no/such/door'), [404, 'no_route'])
    assert.deepEqual(await refused('/nobody/x'), [502, 'upstream_refused'])
    assert.deepEqual(await refused('/posts'), [405, 'method_not_allowed'])
    const rows: [over: Record<string, string>, status: number, code: string][] = [
      [{ upgrade: 'h2c' }, 501, 'upgrade_unsupported'],
      [{ 'sec-websocket-key': 'short' }, 400, 'bad_upgrade'],
      [{ 'sec-websocket-version': '8' }, 426, 'upgrade_version'],
    ]
    for (const [over, status, code] of rows) {
      const { answer } = await exchange({ target: '/up/echo', headers: { ...HANDSHAKE, ...over } })
      assert.deepEqual([answer.status, answer.header('x-strait-error')], [status, code])
      if (status === 426) assert.equal(answer.header('sec-websocket-version'), '13')
    }
  })

  promises('an answer to another handshake is none', async ({ app }) => {
    const head = 'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n'
    peer.answer('/wrong', (_request, socket) => socket.write(`${head}sec-websocket-accept: d3Jvbmc=\r\n\r\n`))
    peer.answer('/other', (_request, socket) => socket.write(`${head.replace('websocket', 'h2c')}\r\n`))
    const wrong = await Caller.refused(app.port, '/up/wrong')
    assert.deepEqual([wrong.status, wrong.headers['x-strait-error']], [502, 'upstream_malformed'])
    const other = await Caller.refused(app.port, '/up/other')
    assert.deepEqual([other.status, other.headers['x-strait-error']], [502, 'upstream_unexpected_upgrade'])
    await until(() => peer.open === 0, { what: () => 'the connections to close' })
  })

  promises('a slow provider is waited for', async ({ app }) => {
    peer.answer('/slow', (request, socket) => {
      setTimeout(() => {
        const accept = createHash('sha1')
          .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
          .digest('base64')
        const head = `HTTP/1.1 101 S\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`
        // A whole message comes with the head.
        socket.write(Buffer.concat([Buffer.from(head), Buffer.from([0x81, 2, 0x68, 0x69])]))
      }, 500)
    })
    const caller = await Caller.open(app.port, '/up/slow')
    assert.equal((await caller.heard(1))[0]?.data.toString(), 'hi')
    caller.socket.terminate()
  })

  promises('what a client sends before the answer waits for it', async ({ connect }) => {
    const early = [0x81, 0x85, 0, 0, 0, 0, ...Buffer.from('early')]
    peer.script('/early', (socket) => socket.on('message', (data) => socket.send(`heard ${data}`)))
    using client = await connect()
    const lines = Object.entries({ host: 'localhost', ...HANDSHAKE }).map(([name, value]) => `${name}: ${value}\r\n`)
    await client.write(
      Buffer.concat([Buffer.from(`GET /up/early HTTP/1.1\r\n${lines.join('')}\r\n`), Buffer.from(early)]),
    )
    let came = ''
    while (!came.includes('heard early')) came += (await client.next(1)).toString('latin1')
    assert.match(came, /^HTTP\/1\.1 101 /)
  })

  promises('a client that leaves before the answer takes the call with it', async ({ app }) => {
    let closed = false
    peer.answer('/never', (_request, socket) => {
      socket.on('close', () => {
        closed = true
      })
      socket.resume()
    })
    const caller = new Caller(app.port, '/up/never')
    await until(() => peer.handshakes.some(({ target }) => target === '/never'), { what: () => 'the handshake' })
    await delay(20)
    caller.socket.terminate()
    await until(() => closed, { what: () => 'the provider to see it' })
    const line = await app.waitForLog(({ target }) => target === '/up/never')
    assert.equal(line['error'], 'client_gone')
  })
})

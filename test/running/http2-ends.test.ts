import assert from 'node:assert/strict'
import { afterEach, beforeEach, it } from 'node:test'
import {
  type App,
  type Exit,
  makeCertificates,
  request,
  startApp,
  startUpstream,
  type Upstream,
  until,
} from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { Http2Client, untilText } from './http2-client.ts'

forEachRuntime(
  (runtime) => {
    let upstream: Upstream
    let app: App
    const start = async (more = '', listen = '127.0.0.1:0') => {
      app = await startApp(runtime, {
        config: `listen: ${listen}\nproviders: { up: { url: "${upstream.url}" } }\n${more}`,
      })
    }
    beforeEach(async () => {
      upstream = await startUpstream()
    })
    afterEach(async () => {
      await app?.kill()
      await upstream.close()
    })

    it('SIGTERM: the client hears that the connection ends, what is under way finishes, exit code 0', async () => {
      await start()
      using idle = new Http2Client(app.url)
      assert.equal((await idle.get('/up/status/200')).status, 200)
      using client = new Http2Client(app.url)
      const answer = client.send({ target: '/up/pause?gate=drain' })
      await untilText(answer, 'before')
      app.signal('SIGTERM')
      await until(() => client.goaway === 0 && idle.goaway === 0, { what: 'GOAWAY on both' })
      upstream.open('drain')
      await answer.closed
      assert.deepEqual([answer.text, answer.ended, answer.code], ['beforeafter', true, 0])
      assert.equal((await ended(app)).code, 0)
    })

    it('what outlasts the drain time is cut, visibly', async () => {
      await start('drain: 500ms\n')
      using client = new Http2Client(app.url)
      const answer = client.send({ target: '/up/silent-body' })
      await untilText(answer, 'first')
      app.signal('SIGTERM')
      await answer.closed
      assert.equal(answer.ended, false, 'a cut answer looks whole')
      assert.equal((await ended(app)).code, 0)
    })

    it('an idle connection ends after `keep_alive`; a quiet stream keeps it', async () => {
      await start('timeouts: { client: { keep_alive: 2s, head: 1s } }\n')
      using client = new Http2Client(app.url)
      const quiet = client.send({ target: '/up/pause?gate=quiet' })
      await untilText(quiet, 'before')
      using idle = new Http2Client(app.url)
      assert.equal((await idle.get('/up/status/200')).status, 200)
      await until(() => idle.session.destroyed, { timeoutMs: 20_000, what: 'the idle connection to end' })
      assert.equal(client.goaway, undefined)
      upstream.open('quiet')
      assert.equal((await quiet.closed).text, 'beforeafter')
    })

    it('under TLS a client that offers HTTP/2 alone is answered; HTTP/1.1 is as before', async () => {
      const made = await makeCertificates()
      try {
        const { certFile, keyFile } = made.server
        await start('', `{ address: "127.0.0.1:0", tls: { cert: "${certFile}", key: "${keyFile}" } }`)
        using client = new Http2Client(`https://localhost:${app.port}`, { ca: made.ca.cert })
        const answer = await client.send({ method: 'POST', target: '/up/echo', body: 'over TLS' }).closed
        assert.deepEqual([answer.status, answer.text], [200, 'over TLS'])
        const plain = await request(app.port, { target: '/up/status/200', tls: { ca: made.ca.cert } })
        assert.equal(plain.status, 200)
      } finally {
        made.remove()
      }
    })

    it('a route for one listener is that over HTTP/2 too', async () => {
      const route = `routes: [{ path: /v1/*, listeners: [inside], to: { url: "${upstream.url}/routed" } }]\n`
      await start(route, '[{ address: "127.0.0.1:0", name: inside }]')
      using client = new Http2Client(app.url)
      await client.send({ method: 'POST', target: '/v1/chat/completions', body: '{}' }).closed
      assert.equal(upstream.requests.at(-1)?.path, '/routed/chat/completions')
    })

    it('no name that a provider gives a line, a trailer or a hint ends more than its own answer', async () => {
      await start()
      upstream.script('/names', async (_request, reply) => {
        const lines = NAMES.map((name) => [name, 'v'] as const)
        reply.head(103, 'Early Hints', [['link', '</a>; rel=preload'], ...lines])
        reply.head(200, 'OK', [['transfer-encoding', 'chunked'], ...lines.filter(([name]) => name !== 'upgrade')])
        await reply.chunk('all of it')
        await reply.endChunks([...lines, ['x-checksum', 'abc']])
      })
      using client = new Http2Client(app.url)
      const answer = await client.get('/up/names')
      assert.deepEqual([answer.status, answer.text, answer.ended], [200, 'all of it', true])
      for (const name of NAMES.slice(0, -2)) assert.deepEqual(answer.header(name), [], name)
      for (const name of NAMES.slice(-2)) assert.deepEqual(answer.header(name), ['v'], name)
      assert.equal((await client.get('/up/status/200')).status, 200, 'the connection serves on')
      assert.equal(app.process.exit, undefined, app.logs())
    })
  },
  { together: true },
)

/** Those that a connection of HTTP/2 may not have, and two that every object has. */
const NAMES = [
  ...['http2-settings', 'keep-alive', 'proxy-connection', 'upgrade', 'te', 'proxy-authenticate'],
  ...['constructor', 'hasownproperty'],
]

function ended(app: App): Promise<Exit> {
  return until(() => app.process.exit, { timeoutMs: 15_000, what: () => `the app to end:\n${app.logs()}` })
}

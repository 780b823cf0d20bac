import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { after, before, describe, it } from 'node:test'
import {
  assertNoSecret,
  type Certificates,
  connect,
  type EgressProxy,
  makeCertificates,
  request,
  runApp,
  startProxy,
  startUpstream,
  type Upstream,
} from '@strait/testkit'
import { assertRefused } from '../faults/refusal.ts'
import { appFor } from '../running/started.ts'
import { runtimes } from '../suite.ts'

const PASSWORD = 'hunter2hunter2'

for (const runtime of runtimes) {
  describe(`on ${runtime}`, () => {
    let made: Certificates
    let secure: Upstream
    let one: EgressProxy
    let other: EgressProxy

    before(async () => {
      made = await makeCertificates()
      const { cert, key } = made.server
      secure = await startUpstream({ tls: { cert, key } })
      const hosts = { 'up.test': secure.port }
      one = await startProxy({ hosts })
      other = await startProxy({ hosts, tls: { cert, key } })
    })
    after(async () => {
      await Promise.all([secure?.close(), one?.close(), other?.close()])
      made?.remove()
    })

    const config = (egress: string) => `
listen: 127.0.0.1:0
${egress}
providers:
  secure: { url: "https://up.test", tls: { ca: "${made.ca.certFile}" } }
  except: { url: "https://direct.invalid" }
  plain: { url: "http://up.test" }
`
    /** So that Bun, Node and Deno know the authority of the proxy itself. */
    const trusting = () => ({ NODE_EXTRA_CA_CERTS: made.ca.certFile, DENO_CERT: made.ca.certFile })

    /** How often each proxy is asked meanwhile. */
    async function asked(run: () => Promise<unknown>): Promise<readonly [number, number]> {
      const from = [one.requests.length, other.requests.length] as const
      await run()
      return [one.requests.length - from[0], other.requests.length - from[1]]
    }

    it('the proxies of the environment are used where the config says so, and start-up tells which', async (t) => {
      const url = `http://user:${PASSWORD}@127.0.0.1:${one.port}`
      const env = { HTTPS_PROXY: url, NO_PROXY: 'direct.invalid' }
      const app = await appFor(t, runtime, { config: config('egress: { proxy: environment }'), env })
      const counts = await asked(async () => {
        assert.equal((await request(app.port, { target: '/secure/status/200' })).status, 200)
      })
      assert.deepEqual(counts, [1, 0])
      assert.match(app.logs(), new RegExp(`from env .*HTTPS_PROXY=http://127\\.0\\.0\\.1:${one.port}`))
      assert.match(app.logs(), /NO_PROXY=direct\.invalid/)
      assertNoSecret([app.logs()], [PASSWORD])
      const direct = await asked(async () => {
        const sent = { method: 'POST', target: '/except/x', body: '{}' }
        assertRefused(await request(app.port, sent), 502, 'upstream_unresolved')
        assertRefused(await request(app.port, { ...sent, target: '/plain/x' }), 502, 'upstream_unresolved')
      })
      assert.deepEqual(direct, [0, 0])
      await app.stop()
    })

    it('without a word in the config no proxy of the environment is used', async (t) => {
      const url = `http://127.0.0.1:${one.port}`
      const env = {
        HTTPS_PROXY: url,
        HTTP_PROXY: url,
        ALL_PROXY: url,
        https_proxy: url,
        http_proxy: url,
        all_proxy: url,
      }
      const app = await appFor(t, runtime, { config: config(''), env })
      const counts = await asked(async () => {
        for (const target of ['/secure/x', '/plain/x']) {
          assertRefused(await request(app.port, { target }), 502, 'upstream_unresolved')
        }
      })
      assert.deepEqual(counts, [0, 0])
      assert.doesNotMatch(app.logs(), /_PROXY/i)
      await app.stop()
    })

    it('a proxy of the environment that is none ends the start with its name and without its password', async () => {
      const env = { HTTPS_PROXY: `socks5://user:${PASSWORD}@127.0.0.1:1` }
      for (const args of [[], ['check']]) {
        const { exit, output } = await runApp(runtime, { config: config('egress: { proxy: environment }'), env, args })
        assert.equal(exit.code, 2, output)
        assert.match(output, /HTTPS_PROXY/)
        assertNoSecret([output], [PASSWORD])
      }
    })

    it('a proxy that is not there is 502 proxy_unreachable', async (t) => {
      const server = createServer().listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { port } = server.address() as { port: number }
      server.close()
      const url = `http://user:${PASSWORD}@127.0.0.1:${port}`
      const app = await appFor(t, runtime, { config: config(`egress: { proxy: "${url}" }`) })
      for (const target of ['/secure/x', '/plain/x']) {
        const { message } = assertRefused(await request(app.port, { target }), 502, 'proxy_unreachable')
        assert.match(message, /egress\.proxy/)
      }
      assertNoSecret([app.logs()], [PASSWORD])
      await app.stop()
    })

    it('a proxy that speaks TLS itself carries both forms', async (t) => {
      const url = `https://localhost:${other.port}`
      const app = await appFor(t, runtime, { config: config(`egress: { proxy: "${url}" }`), env: trusting() })
      const counts = await asked(async () => {
        const body = 'x'.repeat(300_000)
        const answer = await request(app.port, { method: 'POST', target: '/secure/echo', body })
        assert.equal(answer.text(), body)
        await request(app.port, { target: '/plain/x' })
      })
      assert.deepEqual(counts, [0, 2])
      assert.deepEqual(
        [other.requests.at(-2)?.target, other.requests.at(-1)?.target],
        ['up.test:443', 'http://up.test/x'],
      )
      await app.stop()
    })

    it('a reload changes the proxy; what is under way ends on the old one', async (t) => {
      const app = await appFor(t, runtime, {
        config: config(`egress: { proxy: "http://127.0.0.1:${one.port}" }`),
        env: trusting(),
      })
      assert.equal((await request(app.port, { target: '/secure/status/200' })).status, 200)
      using client = await connect(app.port)
      await client.send({ target: `/secure/sse?n=2&gate=reload-${runtime}` })
      const answer = await client.openResponse()
      await answer.waitForText('0')
      app.rewriteConfig(config(`egress: { proxy: "https://localhost:${other.port}" }`))
      await app.waitForLog((line) => /reloaded/.test(String(line['message'])))
      const counts = await asked(async () => {
        assert.equal((await request(app.port, { target: '/secure/status/200' })).status, 200)
      })
      assert.deepEqual(counts, [0, 1])
      secure.open(`reload-${runtime}`)
      await answer.done
      assert.equal(answer.complete, true)
      await app.stop()
    })
  })
}

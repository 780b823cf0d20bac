import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, it } from 'node:test'
import { type App, connect, request, startApp, startUpstream, type Upstream, until } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'

forEachRuntime(
  (runtime) => {
    let old: Upstream
    let young: Upstream
    let app: App
    const config = (upstream: Upstream, more = '') =>
      `listen: 127.0.0.1:0\nproviders: { up: { url: "${upstream.url}" } }\n${more}`
    const reloaded = () => app.waitForLog((line) => /reloaded/.test(String(line['message'])))
    const answers = async (target: string) => (await request(app.port, { target })).status

    beforeEach(async () => {
      old = await startUpstream()
      young = await startUpstream()
      app = await startApp(runtime, { config: config(old) })
    })
    afterEach(async () => {
      await app?.kill()
      await Promise.all([old.close(), young.close()])
    })

    it('a valid change swaps in under load with no request lost', async () => {
      let stop = false
      const statuses: (number | string)[] = []
      const worker = async (n: number) => {
        using client = await connect(app.port)
        while (!stop) {
          await client.send({ method: 'POST', target: '/up/echo', body: `load ${n}` })
          const answer = await client.readResponse()
          statuses.push(answer.text() === `load ${n}` ? answer.status : answer.text())
        }
      }
      const workers = [1, 2, 3, 4].map(worker)
      await until(() => statuses.length > 50)
      app.rewriteConfig(config(young))
      await until(() => young.requests.length > 50, { timeoutMs: 10_000, what: 'the new config to be live' })
      const after = old.requests.length
      stop = true
      await Promise.all(workers)
      assert.deepEqual(
        statuses.filter((status) => status !== 200),
        [],
      )
      assert.equal(old.requests.length, after, 'nothing goes the old way once the new one is live')
    })

    it('SIGHUP reloads at once', async () => {
      await app.reload(config(young))
      assert.equal(await answers('/up/status/200'), 200)
      assert.equal(young.requests.length, 1)
    })

    it('an invalid change is refused and logged with its errors; the old one stays', async () => {
      app.rewriteConfig(`${config(young)}timouts: { idle: 2s }\nbounds: { body: lots }\n`)
      const line = await app.waitForLog((one) => one['level'] === 'error')
      const text = JSON.stringify(line)
      assert.match(text, /:3:1/)
      assert.match(text, /timeouts/)
      assert.match(text, /:4:\d+/)
      for (let i = 0; i < 5; i++) assert.equal(await answers('/up/status/200'), 200)
      assert.equal(old.requests.length, 5)
      assert.equal(young.requests.length, 0)
      app.rewriteConfig(config(young))
      await reloaded()
      assert.equal(await answers('/up/status/200'), 200)
      assert.equal(young.requests.length, 1, 'once mended it swaps in')
    })

    it('a file that was missing when the config was refused is waited for', async () => {
      const missing = join(dirname(String(app.process.configFile)), 'more.yaml')
      app.rewriteConfig(`${config(young)}include: [more.yaml]\n`)
      await app.waitForLog((one) => one['level'] === 'error' && JSON.stringify(one).includes('more.yaml'))
      writeFileSync(missing, 'timeouts: { idle: 2s }\n')
      await reloaded()
      assert.equal(await answers('/up/status/200'), 200)
      assert.equal(young.requests.length, 1)
    })

    it('a file that is gone for a moment changes nothing', async () => {
      app.rewriteConfig('')
      app.rewriteConfig(config(young))
      app.signal('SIGHUP')
      await until(async () => (await answers('/up/status/200')) === 200 && young.requests.length > 0, {
        timeoutMs: 10_000,
      })
    })

    it('a changed listen says that it needs a restart; the rest of the change counts', async () => {
      app.rewriteConfig(config(young).replace('127.0.0.1:0', '127.0.0.1:1'))
      await app.waitForLog((line) => /listen.*restart/.test(String(line['message'])))
      assert.equal(await answers('/up/status/200'), 200)
      assert.equal(young.requests.length, 1)
    })

    it('a changed transport says that it needs a restart; the rest of the change counts', async () => {
      app.rewriteConfig(`transport: fetch\n${config(young)}`)
      await app.waitForLog((line) => /transport.*restart/.test(String(line['message'])))
      assert.equal(await answers('/up/status/200'), 200)
      assert.equal(young.requests.length, 1)
    })

    it('streams under way finish on the old config', async () => {
      using client = await connect(app.port)
      await client.send({ target: '/up/pause?gate=swap' })
      const answer = await client.openResponse()
      await answer.waitForText('before')
      app.rewriteConfig(config(young, 'timeouts: { idle: 1s, total: 1s }\n'))
      await reloaded()
      assert.equal(await answers('/up/status/200'), 200)
      old.open('swap')
      await answer.done
      assert.equal(answer.complete, true)
      assert.equal(answer.text(), 'beforeafter')
      await client.send({ target: '/up/status/200' })
      assert.equal((await client.readResponse()).status, 200, 'the client’s connection is kept')
      assert.ok(young.requests.length > 0)
    })

    it('what outlives a config is kept: connections and those under way', async () => {
      assert.equal(await answers('/up/status/200'), 200)
      using client = await connect(app.port)
      await client.send({ target: '/up/pause?gate=count' })
      await (await client.openResponse()).waitForText('before')
      assert.equal(await answers('/up/status/200'), 200)
      const connections = old.connections.length
      app.rewriteConfig(config(old, 'bounds: { concurrency: 1 }\n'))
      await reloaded()
      assert.equal(await answers('/up/status/200'), 503, 'the one under way is counted by the new config')
      old.open('count')
      await until(async () => (await answers('/up/status/200')) === 200)
      assert.ok(old.connections.length <= connections + 1, 'upstream connections were thrown away')
    })

    it('an exposed listener without keys is refused by a reload too', async () => {
      app.rewriteConfig(config(young).replace('127.0.0.1:0', '0.0.0.0:0'))
      const line = await app.waitForLog((one) => one['level'] === 'error')
      assert.match(JSON.stringify(line), /allow_anonymous/)
      assert.equal(await answers('/up/status/200'), 200)
      assert.equal(old.requests.length, 1)
    })
  },
  { together: true },
)

import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type App, connect, type Exit, request, startApp, startUpstream, type Upstream, until } from '@strait/testkit'
import { runtimes } from '../suite.ts'
import { collectorFor } from './started.ts'

/** A new connection that is refused, or closed without an answer. */
async function refused(port: number): Promise<boolean> {
  const answer = await request(port, { target: '/up/status/200', timeoutMs: 2_000 }).catch(() => undefined)
  return answer === undefined
}

for (const runtime of runtimes) {
  describe(`on ${runtime}`, () => {
    let upstream: Upstream
    let app: App
    const start = async (more = '') => {
      app = await startApp(runtime, {
        config: `listen: 127.0.0.1:0\nproviders: { up: { url: "${upstream.url}" } }\n${more}`,
      })
    }
    beforeEach(async () => {
      upstream = await startUpstream()
    })
    afterEach(async () => {
      await app?.kill()
      await upstream.close()
    })

    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      it(`${signal} with nothing under way ends at once, exit code 0`, async () => {
        await start()
        using idle = await connect(app.port)
        await idle.send({ target: '/up/status/200' })
        await idle.readResponse()
        const began = performance.now()
        assert.equal((await app.stop(signal)).code, 0)
        assert.ok(performance.now() - began < 5_000, 'a kept connection holds it up')
      })
    }

    it('what is under way finishes; new connections are refused; then exit code 0', async () => {
      await start()
      using streaming = await connect(app.port)
      await streaming.send({ target: '/up/pause?gate=drain' })
      const answer = await streaming.openResponse()
      await answer.waitForText('before')
      using waiting = await connect(app.port)
      await waiting.send({ method: 'POST', target: '/up/slow-head?gate=drain', body: '{}' })
      await upstream.waitForRequest((one) => one.path === '/slow-head')
      app.signal('SIGTERM')
      await until(() => refused(app.port), { what: 'new connections to be refused' })
      upstream.open('drain')
      await answer.done
      assert.equal(answer.complete, true)
      assert.equal(answer.text(), 'beforeafter')
      assert.equal((await waiting.readResponse()).status, 200)
      const { code } = await ended(app)
      assert.equal(code, 0)
    })

    it('readiness fails while it drains, on a connection that is still there', async () => {
      await start()
      using probe = await connect(app.port)
      await probe.send({ target: '/-/ready' })
      assert.equal((await probe.readResponse()).status, 200)
      using streaming = await connect(app.port)
      await streaming.send({ target: '/up/pause?gate=ready' })
      await (await streaming.openResponse()).waitForText('before')
      app.signal('SIGTERM')
      await app.waitForLog((line) => /SIGTERM/.test(String(line['message'])))
      // The server may have closed the idle connection: then a probe finds nobody, which fails as well.
      if (await probe.send({ target: '/-/ready' })) {
        const answer = await probe.readResponse().catch(() => undefined)
        if (answer !== undefined) assert.equal(answer.status, 503)
      }
      upstream.open('ready')
      assert.equal((await ended(app)).code, 0)
    })

    it('what outlasts the deadline is cut, visibly, and the exit code is 0', async () => {
      await start('drain: 500ms\n')
      using client = await connect(app.port)
      await client.send({ target: '/up/silent-body' })
      const answer = await client.openResponse()
      await answer.waitForText('first')
      const began = performance.now()
      app.signal('SIGTERM')
      await answer.done
      assert.equal(answer.complete, false, 'a cut answer looks whole')
      assert.ok(performance.now() - began >= 450, 'it had its time')
      assert.equal((await ended(app)).code, 0)
    })

    it('a second signal ends it at once', async () => {
      await start()
      using client = await connect(app.port)
      await client.send({ target: '/up/silent-body' })
      await (await client.openResponse()).waitForText('first')
      app.signal('SIGTERM')
      await app.waitForLog((line) => /SIGTERM/.test(String(line['message'])))
      const began = performance.now()
      app.signal('SIGINT')
      await ended(app)
      assert.ok(performance.now() - began < 5_000)
    })

    it('spans of the last exchanges are flushed', async (context) => {
      const collector = await collectorFor(context)
      await start(`telemetry: { otlp: "${collector.url}" }\n`)
      for (let i = 0; i < 5; i++) await request(app.port, { target: '/up/status/200' })
      assert.equal((await app.stop()).code, 0)
      assert.equal(
        collector.spans.filter((span) => span.parentSpanId === '' || span.parentSpanId === undefined).length,
        5,
      )
    })
  })
}

function ended(app: App): Promise<Exit> {
  return until(() => app.process.exit, { timeoutMs: 15_000, what: () => `the app to end:\n${app.logs()}` })
}

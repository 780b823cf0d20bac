import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import {
  type App,
  assertNoSecret,
  type Collector,
  connect,
  type NamedOutput,
  request,
  startCollector,
  startUpstream,
  type Upstream,
} from '@strait/testkit'
import { appFor } from '../running/started.ts'
import { runtimes } from '../suite.ts'
import { ALL, carelessHeaders, ENV, LEAKY_ANSWER, plantedConfig, SECRETS, TARGETS } from './planted.ts'

interface Scene {
  readonly upstream: Upstream
  readonly collector: Collector
  readonly directory: string
}

async function inScene(play: (scene: Scene) => Promise<void>): Promise<void> {
  const [upstream, collector] = await Promise.all([startUpstream(), startCollector()])
  const directory = mkdtempSync(join(tmpdir(), 'strait-planted-'))
  upstream.script('/leaky', async (_request, reply) => {
    await reply.raw(LEAKY_ANSWER)
    reply.close()
  })
  try {
    await play({ upstream, collector, directory })
  } finally {
    await Promise.all([upstream.close(), collector.close()])
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Sends everything everywhere; gives back what Strait itself said to the caller. */
async function everything(app: App): Promise<NamedOutput[]> {
  const said: NamedOutput[] = []
  const body = `{"model":"m","messages":"${SECRETS.body}"}`
  for (const target of TARGETS) {
    for (const sent of [{ body }, { body, headers: carelessHeaders() }]) {
      const answer = await request(app.port, { method: 'POST', target, ...sent })
      const ours = answer.header('x-strait-error') !== undefined
      const echoed = target.startsWith('/echo')
      // The echo shows the body as it would have gone: that is what it is for.
      const text = echoed ? answer.raw.toString().replaceAll(SECRETS.body, '') : answer.raw.toString()
      if (ours || echoed) said.push({ name: `the answer at ${target.split('?')[0]}`, text })
    }
  }
  const landing = await request(app.port, { target: '/', headers: { 'x-api-key': SECRETS.accessKey } })
  said.push({ name: 'the landing page', text: landing.raw.toString() })
  using client = await connect(app.port)
  await client.write(`GET /x?key=${SECRETS.queryKey} HTTP/1.1\r\nhost: localhost\r\nbad line ${SECRETS.bearer}\r\n\r\n`)
  said.push({ name: 'the answer to a bad head', text: (await client.readUntilClose()).toString() })
  return said
}

function textOfBigInts(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

for (const runtime of runtimes) {
  describe(`on ${runtime}`, () => {
    for (const args of [['--debug'], ['--log', 'info'], ['--log', 'warn']]) {
      it(`no secret is in logs, spans, errors, echo or start-up with ${args.join(' ')}`, async (context) => {
        await inScene(async ({ upstream, collector, directory }) => {
          const config = plantedConfig(upstream.url, collector.url, directory)
          const app = await appFor(context, runtime, { config, args, env: ENV })
          const said = await everything(app)
          const { code } = await app.stop()
          assert.equal(code, 0)
          const received = upstream.requests.map((one) => one.rawHead.toString()).join()
          for (const held of [
            SECRETS.envKey,
            SECRETS.fileKey,
            SECRETS.inlineKey,
            SECRETS.headerRule,
            SECRETS.baseQuery,
          ]) {
            assert.ok(received.includes(held), 'the secrets were in use')
          }
          assert.ok(collector.spans.length > TARGETS.length, `only ${collector.spans.length} spans came`)
          const spans = { name: 'the spans', text: JSON.stringify(collector.spans, textOfBigInts) }
          assertNoSecret([{ name: 'the log', text: app.logs() }, spans, ...said], ALL)
        })
      })
    }

    it('no secret of ours goes upstream where it has no business', async (context) => {
      await inScene(async ({ upstream, collector, directory }) => {
        const app = await appFor(context, runtime, {
          config: plantedConfig(upstream.url, collector.url, directory),
          env: ENV,
        })
        await everything(app)
        await app.stop()
        const heads = upstream.requests.map((one) => ({ name: one.path, text: one.rawHead.toString() }))
        assertNoSecret(heads, [SECRETS.accessKey, SECRETS.collector])
        const held = heads.filter(({ name }) => !/repeat|sse|reset|garbage|fin-mid|leaky/.test(name))
        assertNoSecret(
          held.filter(({ name }) => /chat|messages|generate/.test(name)),
          [SECRETS.bearer, SECRETS.apiKey],
        )
      })
    })

    it('the collector gets its own key', async (context) => {
      await inScene(async ({ upstream, directory }) => {
        const sink = await startUpstream({ script: (_request, reply) => void reply.send(200, '') })
        const app = await appFor(context, runtime, {
          config: plantedConfig(upstream.url, sink.url, directory),
          env: ENV,
        })
        await request(app.port, { target: '/passing/status/200', headers: { 'x-api-key': SECRETS.accessKey } })
        await app.stop()
        assert.equal(sink.requests[0]?.header('x-collector-key'), SECRETS.collector)
        await sink.close()
      })
    })
  })
}

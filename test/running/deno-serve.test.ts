import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  type AppOptions,
  type Collector,
  connect,
  request,
  runApp,
  startCollector,
  startUpstream,
  type Upstream,
} from '@strait/testkit'
import { runtimes } from '../suite.ts'
import { appFor } from './started.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const DENO = join(ROOT, 'node_modules/.bin/deno')
const ENTRY = join(ROOT, 'apps/deno/src/serve.ts')

/** As Deno Deploy runs it: no writing, no other programs, nothing asked. */
const PERMISSIONS = [
  '--no-prompt',
  '--allow-net',
  '--allow-env',
  '--allow-read',
  '--deny-write',
  '--deny-run',
  '--deny-ffi',
]

/** A place where nobody has sockets: their modules, and ours that are made for them, fail as they are loaded. */
const NO_SOCKETS = `data:application/json,${JSON.stringify({
  imports: Object.fromEntries(
    ['node:net', 'node:tls', '@strait/wire'].map((name) => [
      name,
      'data:text/javascript,throw new Error("no sockets")',
    ]),
  ),
})}`

function served(config: string | undefined, ...flags: string[]): AppOptions {
  return {
    command: [DENO, 'serve', '--host', '127.0.0.1', '--port', '0', ...PERMISSIONS, ...flags, ENTRY],
    env: { STRAIT_CONFIG: config, PORT: undefined, NO_COLOR: '1' },
  }
}

describe('deno serve apps/deno/src/serve.ts', {
  skip: runtimes.includes('deno') ? false : 'deno is not asked for',
}, () => {
  let upstream: Upstream
  let collector: Collector
  before(async () => {
    ;[upstream, collector] = await Promise.all([startUpstream(), startCollector()])
  })
  after(async () => {
    await Promise.all([upstream.close(), collector.close()])
  })
  const config = (more = '') =>
    `allow_anonymous: true\nallow_hosts: [edge.example]\nproviders: { up: { url: "${upstream.url}" } }\n${more}`

  it('streams through it, and the trace reaches the collector as the exchange ends', async (context) => {
    const app = await appFor(context, 'deno', served(config(`telemetry: { otlp: "${collector.url}" }\n`)))
    using client = await connect(app.port)
    await client.send({ target: '/up/pause?gate=edge' })
    const answer = await client.openResponse()
    await answer.waitForText('before')
    upstream.open('edge')
    await answer.done
    assert.equal(answer.text(), 'beforeafter')
    assert.equal(answer.complete, true)
    await collector.waitForSpans((spans) => spans.length >= 2)
    const [one, other] = collector.spans
    assert.equal(one?.traceId, other?.traceId, 'the exchange and its attempt are one trace')
  })

  it('bodies pass up and down, and its refusals are those of the apps', async (context) => {
    const app = await appFor(context, 'deno', served(config()))
    const body = 'x'.repeat(1_000_000)
    const answer = await request(app.port, { method: 'POST', target: '/up/echo', body })
    assert.equal(answer.text(), body)
    const refused = await request(app.port, { method: 'POST', target: '/up/reset-before-head', body: '{}' })
    assert.equal(refused.status, 502)
    assert.equal(refused.header('x-strait-error'), 'upstream_reset')
    assert.equal((await request(app.port, { target: '/-/healthy' })).status, 200)
  })

  it('an upstream that dies is no clean end here either', async (context) => {
    const app = await appFor(context, 'deno', served(config()))
    const answer = await request(app.port, { target: '/up/fin-mid-chunk' })
    assert.equal(answer.complete, false)
  })

  it('with transport: fetch it needs no module of sockets, and keeps what it promises', async (context) => {
    const app = await appFor(context, 'deno', served(config('transport: fetch\n'), '--import-map', NO_SOCKETS))
    const body = 'x'.repeat(1_000_000)
    assert.equal((await request(app.port, { method: 'POST', target: '/up/echo', body })).text(), body)
    using client = await connect(app.port)
    await client.send({ target: '/up/pause?gate=fetched' })
    const answer = await client.openResponse()
    await answer.waitForText('before')
    upstream.open('fetched')
    await answer.done
    assert.deepEqual([answer.text(), answer.complete], ['beforeafter', true])
    assert.equal((await request(app.port, { target: '/up/fin-mid-chunk' })).complete, false)
    const refused = await request(app.port, { method: 'POST', target: '/up/reset-before-head?once', body: '{}' })
    assert.deepEqual([refused.status, refused.header('x-strait-error')], [502, 'upstream_reset'])
    assert.equal(upstream.requests.filter(({ target }) => target.endsWith('?once')).length, 1)
  })

  it('with sockets it needs their modules', async () => {
    const { exit, output } = await runApp('deno', served(config(), '--import-map', NO_SOCKETS))
    assert.notEqual(exit.code, 0)
    assert.match(output, /@strait\/wire|no sockets/)
  })

  it('without access control it does not start; a wrong config is told', async () => {
    for (const [text, told] of [
      [undefined, /allow_anonymous: true/],
      ['providrs: {}\n', /STRAIT_CONFIG:1:1[\s\S]*providers/],
    ] as const) {
      const { exit, output } = await runApp('deno', served(text))
      assert.notEqual(exit.code, 0)
      assert.match(output, told)
    }
  })
})

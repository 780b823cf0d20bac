import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { Cancel } from '@strait/core'
import { flowOf, hear, type SendPromise, type SendStage } from './send-stage-fixture.ts'

async function told(stage: SendStage, path: string, code: string, delivered = 'maybe'): Promise<void> {
  const failure = await stage.next().fails(path)
  assert.deepEqual([failure.code, failure.delivered], [code, delivered], `${path}: ${failure.cause}`)
}

/** A port on which nobody listens, and nobody has listened before. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function breaks(stage: SendStage, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const outcome = await stage.next().send(path)
    if (outcome.kind === 'failed') continue
    const body = flowOf(outcome)
    const ended = await new Promise((resolve) => {
      hear(body, (heard) => resolve(heard.ended))
    })
    assert.equal(ended, 'broken', path)
  }
}

/** How what goes wrong is told. */
export const failurePromises: readonly SendPromise[] = [
  {
    name: 'an upstream that refuses the connection is told as such, and the request as not delivered',
    async run(stage) {
      const { code, delivered } = await stage.fails('/json', { origin: stage.origin({ port: await freePort() }) })
      assert.deepEqual([code, delivered], ['upstream_refused', 'no'])
    },
  },
  {
    name: 'a name that is none is told as such, and the request as not delivered',
    async run(stage) {
      const { code, delivered } = await stage.fails('/json', { origin: stage.origin({ host: 'no-such-name.invalid' }) })
      assert.deepEqual([code, delivered], ['upstream_unresolved', 'no'])
    },
  },
  {
    name: 'a certificate that nobody vouches for gets no byte of the request',
    async run(stage) {
      const origin = stage.origin({ scheme: 'https', host: 'localhost', port: stage.peer.securePort })
      const { code, delivered } = await stage.fails('/json', { origin, method: 'POST', body: { kind: 'empty' } })
      assert.deepEqual([code, delivered], ['upstream_tls', 'no'])
      assert.deepEqual(await stage.peer.seen(stage.tag), [])
    },
  },
  {
    name: 'a connection that ends before the answer is told as such',
    async run(stage) {
      await told(stage, '/reset-before-head', 'upstream_reset')
      await told(stage, '/fin-before-head', 'upstream_reset')
      await told(stage, '/half-head?ms=0', 'upstream_reset')
    },
  },
  {
    name: 'what is no HTTP is told as such',
    async run(stage) {
      await told(stage, '/garbage', 'upstream_malformed')
      await told(stage, '/bad-status', 'upstream_malformed')
    },
  },
  {
    name: 'a head that two readers could read differently is refused',
    async run(stage) {
      for (const path of ['both-lengths', 'double-length', 'different-lengths', 'bad-length', 'folded-header']) {
        await told(stage, `/${path}`, 'upstream_malformed')
      }
      await told(stage, '/nul-in-header', 'upstream_malformed')
      await told(stage, '/space-before-colon', 'upstream_malformed')
    },
  },
  {
    name: 'a bare LF in a head is refused',
    run: (stage) => told(stage, '/bare-lf', 'upstream_malformed'),
  },
  {
    name: 'a switch of protocols that nobody asked for is told as such',
    run: (stage) => told(stage, '/unasked-101', 'upstream_unexpected_upgrade'),
  },
  {
    name: 'a head beyond the bound is told as such',
    async run(stage) {
      const { code } = await stage.fails('/big-head?kb=12', { maxHead: 8 * 1024 })
      assert.equal(code, 'upstream_head_too_large')
    },
  },
  {
    name: 'a body that is cut off never ends as a whole one',
    async run(stage) {
      await breaks(stage, ['/reset-mid-length', '/fin-mid-length', '/reset-mid-chunk', '/fin-mid-chunk'])
      await breaks(stage, ['/fin-between-chunks', '/bad-chunk', '/long-chunk'])
    },
  },
  {
    name: 'a body without a length that ends in a reset never ends as a whole one',
    run: (stage) => breaks(stage, ['/reset-until-eof']),
  },
  {
    name: 'bytes that nobody asked for reach no other request',
    async run(stage) {
      assert.equal((await stage.read('/extra-bytes')).text, 'ok')
      for (let i = 0; i < 3; i++) assert.match((await stage.read('/json')).text, /^\{"data":/)
    },
  },
  {
    name: 'whoever leaves before the answer takes the call along',
    async run(stage) {
      const cancel = new Cancel()
      const outcome = stage.send('/no-head', { method: 'POST', body: { kind: 'empty' } }, cancel)
      await stage.seen()
      cancel.pull(new Error('left'))
      const failure = await outcome
      assert.deepEqual(failure.kind === 'failed' && failure.code, 'client_gone')
      await stage.seen(({ left }) => left !== undefined)
    },
  },
  {
    name: 'whoever leaves in the middle of the answer takes the call along, and hears no more',
    async run(stage) {
      const cancel = new Cancel()
      const flow = flowOf(await stage.answer('/silent-body', {}, cancel))
      const heard = hear(flow)
      flow.cancel(new Error('left'))
      await stage.seen(({ left }) => left !== undefined)
      assert.equal(heard.ended, undefined)
      const pulled = new Cancel()
      hear(flowOf(await stage.next().answer('/silent-body', {}, pulled)))
      pulled.pull(new Error('left'))
      await stage.seen(({ left }) => left !== undefined)
    },
  },
  {
    name: 'whoever has left before sends nothing',
    async run(stage) {
      const cancel = new Cancel()
      cancel.pull(new Error('left'))
      const failure = await stage.send('/json', {}, cancel)
      assert.deepEqual(failure.kind === 'failed' && [failure.code, failure.delivered], ['client_gone', 'no'])
      await stage.roundTrips()
      assert.deepEqual(await stage.peer.seen(stage.tag), [])
    },
  },
  {
    name: 'a header that would be two is refused before anything is sent',
    async run(stage) {
      const { code, delivered } = await stage.fails('/json', { headers: ['x-a', 'a\r\nx-b: b'] })
      assert.deepEqual([code, delivered], ['bad_header', 'no'])
      assert.deepEqual(await stage.peer.seen(stage.tag), [])
    },
  },
]

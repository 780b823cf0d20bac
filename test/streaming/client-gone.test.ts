import assert from 'node:assert/strict'
import { chunkBytes, type RawClient, type ReceivedRequest, until } from '@strait/testkit'
import { forEachRuntime, type Stage } from '../suite.ts'

/** FIN and nothing more, FIN while still reading, RST. */
const LEAVING = {
  'closes its connection': (client: RawClient) => client.close(),
  'sends FIN': (client: RawClient) => client.finish(),
  'resets its connection': (client: RawClient) => client.reset(),
} as const

/** Brings an exchange to the point where the client leaves. */
type Scene = (client: RawClient, target: string, stage: Stage) => Promise<ReceivedRequest>

const SCENES: Record<string, Scene> = {
  'before the head': async (client, target, { upstream }) => {
    await client.send({ target: `/up/no-head?${target}` })
    return upstream.waitForRequest((one) => one.target.endsWith(target))
  },

  'before the head, with a body': async (client, target, { upstream }) => {
    await client.send({ method: 'POST', target: `/up/no-head?${target}`, body: '{"stream":true}' })
    const seen = await upstream.waitForRequest((one) => one.target.endsWith(target))
    await until(() => seen.state === 'complete', { what: 'the body at the upstream' })
    return seen
  },

  'in a silent body': async (client, target, { upstream }) => {
    await client.send({ method: 'POST', target: `/up/silent-body?${target}`, body: '{}' })
    await (await client.openResponse()).waitForText('first')
    return upstream.waitForRequest((one) => one.target.endsWith(target))
  },

  'in a body that flows': async (client, target, { upstream }) => {
    await client.send({ target: `/up/sse?n=100000&ms=5&${target}` })
    await (await client.openResponse()).waitForText('"index":5}')
    return upstream.waitForRequest((one) => one.target.endsWith(target))
  },

  'while uploading with a length': async (client, target, { upstream }) => {
    await client.write(`POST /up/echo?${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\n`)
    await client.write('the beginning')
    const seen = await upstream.waitForRequest((one) => one.target.endsWith(target))
    await until(() => seen.content.length > 0, { what: 'the first bytes at the upstream' })
    return seen
  },

  'while uploading in chunks': async (client, target, { upstream }) => {
    await client.write(`POST /up/echo?${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n`)
    await client.write(chunkBytes('the beginning'))
    const seen = await upstream.waitForRequest((one) => one.target.endsWith(target))
    await until(() => seen.content.length > 0, { what: 'the first bytes at the upstream' })
    return seen
  },
}

let count = 0

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  for (const [when, play] of Object.entries(SCENES)) {
    for (const [how, leave] of Object.entries(LEAVING)) {
      promises(`a client that ${how} ${when} takes the upstream call with it within a second`, async (stage) => {
        using client = await stage.connect()
        const seen = await play(client, `gone-${count++}`, stage)
        assert.equal(seen.left, undefined)
        const leftAt = performance.now()
        leave(client)
        const departure = await stage.upstream.waitForClose(seen, 3_000)
        assert.ok(departure !== undefined, 'the upstream ended the connection, not the gateway')
        assert.ok(departure.at - leftAt < 1_000, `${Math.round(departure.at - leftAt)} ms`)
        if (when.startsWith('while uploading')) assert.equal(seen.state, 'cut', 'a cut upload must not look whole')
      })
    }
  }

  promises(
    'a client that leaves with its upload half done never makes a whole request',
    async ({ connect, upstream }) => {
      for (const framing of ['Content-Length: 20', 'Transfer-Encoding: chunked']) {
        const target = `/echo?half-${count++}`
        const client = await connect()
        await client.write(`POST /up${target} HTTP/1.1\r\nHost: 127.0.0.1\r\n${framing}\r\n\r\na\r\n`)
        client.close()
        // It may have been noticed before anything was sent on.
        const seen = await upstream.waitForRequest((one) => one.target === target, 300).catch(() => undefined)
        if (seen !== undefined) {
          await upstream.waitForClose(seen)
          assert.notEqual(seen.state, 'complete')
        }
      }
    },
  )

  promises('a client that leaves disturbs no other', async ({ connect, exchange, upstream }) => {
    using stays = await connect()
    await stays.send({ target: '/up/sse?gate=stays' })
    const answer = await stays.openResponse()
    for (let i = 0; i < 10; i++) {
      const client = await connect()
      await client.send({ target: `/up/silent-body?leaves-${i}` })
      await (await client.openResponse()).waitForText('first')
      client.reset()
    }
    upstream.open('stays')
    await answer.done
    assert.equal(answer.complete, true)
    assert.equal((await exchange({ target: '/up/status/200' })).answer.status, 200)
  })
})

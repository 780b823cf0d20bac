import assert from 'node:assert/strict'
import { afterEach } from 'node:test'
import { deferred, type RawClient, type Script, until } from '@strait/testkit'
import { forEachRuntime, type Stage } from '../suite.ts'
import { forEachStore, numbered, written } from './cached.ts'
import { scene } from './scene.ts'
import { says } from './scripts.ts'

const HEADERS = { 'content-type': 'application/json' }
const BODY = '{"model":"m","stream":true}'
const STREAM = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', 'transfer-encoding': 'chunked' }
const EVENTS = ['data: {"n":0}\n\n', 'data: {"n":1,"text":"odd"}\n\n', 'data: [DONE]\n\n']

const opened: RawClient[] = []

async function open(stage: Stage, target: string): Promise<RawClient> {
  const client = await stage.connect()
  opened.push(client)
  await client.send({ method: 'POST', target, headers: HEADERS, body: BODY })
  return client
}

forEachRuntime((_runtime, use) => {
  afterEach(() => {
    for (const client of opened.splice(0)) client.close()
  })
  forEachStore((store) => {
    const { promises, at, does, ask } = scene(use, {
      targets: ['a'],
      config: (url) => `
cache: { store: "${store}" }
routes:
  - { path: /c/*, to: { url: "${url.a}" }, cache: true }
  - { path: /j/*, to: { url: "${url.a}" }, cache: { collapse: true } }
`,
    })
    const times = () => at.a.requests.length
    /** Each event once the test has seen the one before it. */
    const events: Script = async (request, reply) => {
      await request.body
      await reply.head(200, 'OK', STREAM)
      for (const [i, event] of EVENTS.entries()) {
        await reply.chunk(event)
        await at.a.gate(`${request.path} ${i}`)
      }
      reply.end()
    }
    /** Lets the stream go on as it arrives at whoever reads. */
    async function follow(target: string, client: RawClient) {
      const path = target.replace(/^\/[cj]/, '')
      const answer = await client.openResponse()
      for (const [i, event] of EVENTS.entries()) {
        await answer.waitForText(event)
        at.a.open(`${path} ${i}`)
      }
      return answer.done
    }

    promises('a stream is kept and given again', async (stage) => {
      does({ a: events })
      for (const route of ['c', 'j']) {
        const client = await open(stage, `/${route}/stream-${route}`)
        const first = await follow(`/${route}/stream-${route}`, client)
        const again = await ask(`/${route}/stream-${route}`, { headers: HEADERS, body: BODY })
        assert.deepEqual(written(again), written(first))
        assert.equal(again.header('content-type'), 'text/event-stream')
        assert.equal(again.body.toString(), EVENTS.join(''))
      }
      assert.equal(times(), 2)
    })

    promises('a kept stream arrives in the pieces in which it came', async (stage) => {
      does({ a: events })
      await follow('/c/pieces', await open(stage, '/c/pieces'))
      const again = await keptOf(() => ask('/c/pieces', { headers: HEADERS, body: BODY }))
      const sizes = again.chunks.map(({ size }) => size).filter((size) => size > 0)
      assert.deepEqual([again.framing.kind, sizes], ['chunked', EVENTS.map((event) => event.length)])
    })

    promises('the first byte of what is to be kept does not wait for the last', async (stage) => {
      does({ a: events })
      const client = await open(stage, '/j/first-byte')
      const answer = await client.openResponse()
      await answer.waitForText('"n":0')
      assert.equal(answer.complete, false)
      for (const i of EVENTS.keys()) at.a.open(`/first-byte ${i}`)
      assert.equal((await answer.done).complete, true)
    })

    promises('those who ask for the same at the same time are given one answer', async (stage) => {
      does({ a: events })
      const first = await open(stage, '/j/same')
      await at.a.waitForRequest()
      const others = [await open(stage, '/j/same'), await open(stage, '/j/same')]
      const answers = await Promise.all([first, ...others].map((client) => follow('/j/same', client)))
      for (const answer of answers) {
        assert.deepEqual([answer.status, answer.body.toString(), answer.complete], [200, EVENTS.join(''), true])
        assert.equal(answer.header('content-type'), 'text/event-stream')
      }
      assert.equal(times(), 1)
      assert.equal(new Set(answers.map((answer) => answer.header('x-strait-request-id'))).size, 3)
    })

    for (const when of ['before the answer', 'in the middle of it']) {
      promises(`when the first of them leaves ${when}, the others go on`, async (stage) => {
        const target = `/j/leaves-${when.length}`
        const path = target.slice(2)
        const headed = deferred<void>()
        does({
          a: async (request, reply) => {
            await request.body
            if (request.path.startsWith('/probe')) return void (await reply.send(200, '', HEADERS))
            await headed.promise
            await events(request, reply)
          },
        })
        const first = await open(stage, target)
        await at.a.waitForRequest()
        const second = await open(stage, target)
        const third = await open(stage, target)
        // What was sent before them has been read when these have been answered.
        for (const probe of [1, 2]) await ask(`/c/probe-${probe}-${when.length}`, { headers: HEADERS, body: '{}' })
        if (when !== 'before the answer') {
          headed.resolve()
          for (const client of [first, second, third]) await (await client.openResponse()).waitForText('"n":0')
          at.a.open(`${path} 0`)
        }
        first.reset()
        await stage.app.waitForLog((line) => line['target'] === target && line['ended'] === 'client')
        headed.resolve()
        const answers = await Promise.all(
          [second, third].map(async (client) => {
            if (when === 'before the answer') return follow(target, client)
            for (const i of EVENTS.keys()) at.a.open(`${path} ${i}`)
            return undefined
          }),
        )
        const again = await keptOf(() => ask(target, { headers: HEADERS, body: BODY }))
        assert.equal(again.body.toString(), EVENTS.join(''))
        for (const answer of answers) if (answer !== undefined) assert.deepEqual(written(answer), written(again))
        assert.equal(at.a.requests.filter((request) => request.path === path).length, 1)
      })
    }

    promises('when all have left, so does the call', async (stage) => {
      does({ a: events })
      const target = '/j/all-leave'
      const clients = [await open(stage, target)]
      const given = await at.a.waitForRequest()
      clients.push(await open(stage, target))
      for (const client of clients) await (await client.openResponse()).waitForText('"n":0')
      clients[0]?.reset()
      await stage.app.waitForLog((line) => line['target'] === target && line['ended'] === 'client')
      assert.equal(given.left, undefined, 'one is still there')
      clients[1]?.reset()
      await until(() => given.left, { what: 'the call to end' })
      at.a.open('/all-leave 0')
      does({ a: says(200, 'whole') })
      assert.equal((await ask(target, { headers: HEADERS, body: BODY })).text(), 'whole')
    })

    promises('an answer that can’t be kept is for the first alone', async (stage) => {
      const begun = deferred<void>()
      const each = numbered((n) => [n === 1 ? 500 : 200, `{"n":${n}}`, { ...HEADERS, 'set-cookie': `for=${n}` }])
      does({ a: (request, reply) => begun.promise.then(() => each(request, reply)) })
      const first = await open(stage, '/j/alone')
      await at.a.waitForRequest()
      const others = [await open(stage, '/j/alone'), await open(stage, '/j/alone')]
      begun.resolve()
      const texts: string[] = []
      for (const client of [first, ...others]) {
        const answer = await client.readResponse()
        texts.push(answer.text())
        assert.deepEqual(answer.headerAll('set-cookie'), [`for=${JSON.parse(answer.text()).n}`])
      }
      assert.deepEqual(texts.toSorted(), ['{"n":1}', '{"n":2}', '{"n":3}'], 'nobody got another’s cookie')
      assert.equal(texts[0], '{"n":1}')
    })
  })
})

/** A stream's last byte reaches its readers before it is kept. */
async function keptOf<T extends { header(name: string): string | undefined }>(ask: () => Promise<T>): Promise<T> {
  const answer = await ask()
  assert.notEqual(answer.header('age'), undefined, 'it was not kept')
  return answer
}

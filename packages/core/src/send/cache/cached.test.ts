import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cacheScene, chat, headerOf } from '../../../test/cache-scene.ts'
import { answer, flowOf, post, type Upstream } from '../../../test/harness.ts'
import { utf8 } from '../../web/bytes.ts'

/** Another answer each time. */
function counting(over: { status?: number; headers?: string[] } = {}): Upstream {
  let count = 0
  return () => answer(`{"n":${++count}}`, over)
}

test('cached() gives the same answer to the same request, and asks once', async () => {
  const scene = await cacheScene(counting({ headers: ['X-A', '1', 'content-length', '7'] }))
  const first = await scene.ask()
  scene.pass(3500)
  const second = await scene.ask()
  assert.deepEqual([first.text, second.text, scene.calls()], ['{"n":1}', '{"n":1}', 1])
  assert.deepEqual([headerOf(first, 'age'), headerOf(second, 'age')], [undefined, '3'])
  assert.deepEqual([headerOf(second, 'x-a'), headerOf(second, 'content-length')], ['1', '7'])
  assert.notEqual(headerOf(second, 'x-strait-request-id'), headerOf(first, 'x-strait-request-id'))
  assert.deepEqual(
    scene.seen.map(({ attempts }) => attempts.length),
    [1, 0],
  )
})

test('cached() adds the age that an answer came with, and counts it against its time', async () => {
  const scene = await cacheScene(counting({ headers: ['age', '50'] }))
  await scene.ask()
  scene.pass(9000)
  assert.equal(headerOf(await scene.ask(), 'age'), '59')
  scene.pass(1000)
  assert.equal((await scene.ask()).text, '{"n":2}')
})

test('cached() asks anew when the time is over, or a request wants it newer', async () => {
  const scene = await cacheScene(counting())
  await scene.ask()
  scene.pass(30_000)
  assert.equal((await scene.ask(chat('{}', ['cache-control', 'max-age=60']))).text, '{"n":1}')
  assert.equal((await scene.ask(chat('{}', ['cache-control', 'max-age=20']))).text, '{"n":2}')
  scene.pass(59_999)
  assert.equal((await scene.ask()).text, '{"n":2}')
  scene.pass(1)
  assert.equal((await scene.ask()).text, '{"n":3}')
})

test('cached() keeps no answer longer than the operator allows, whatever is asked', async () => {
  const scene = await cacheScene(counting(), { rules: { ask: () => ({ maxAge: 1e9 }), longest: 10_000 } })
  await scene.ask()
  scene.pass(9999)
  assert.equal((await scene.ask()).text, '{"n":1}')
  scene.pass(1)
  assert.equal((await scene.ask()).text, '{"n":2}')
})

test('cached() refreshes on demand, and others get what came', async () => {
  const scene = await cacheScene(counting())
  await scene.ask()
  assert.equal((await scene.ask(chat('{}', ['cache-control', 'no-cache']))).text, '{"n":2}')
  assert.equal((await scene.ask()).text, '{"n":2}')
  assert.equal((await scene.ask(chat('{}', ['cache-control', 'no-store']))).text, '{"n":3}')
  assert.equal((await scene.ask()).text, '{"n":2}')
  assert.deepEqual(scene.did, ['miss', 'refresh', 'hit', 'bypass', 'hit'])
})

test('cached() serves nobody what another got', async () => {
  const keys = ['a', 'b'].map((name) => ({ name, key: `key-${name}` }))
  const scene = await cacheScene(counting(), { keys })
  const texts: string[] = []
  const asks = [
    ['authorization', 'Bearer key-a'],
    ['authorization', 'Bearer key-b'],
    ['authorization', 'Bearer key-a', 'x-api-key', 'theirs'],
    ['authorization', 'Bearer key-a', 'cookie', 'session=1'],
    ['authorization', 'Bearer key-a', 'accept-encoding', 'gzip'],
    ['authorization', 'Bearer key-a', 'accept-encoding', 'br'],
  ]
  for (const headers of [...asks, ...asks]) texts.push((await scene.ask(chat('{}', headers))).text)
  assert.deepEqual(
    texts.slice(0, 6),
    [1, 2, 3, 4, 5, 6].map((n) => `{"n":${n}}`),
  )
  assert.deepEqual(texts.slice(6), texts.slice(0, 6))
})

test('cached() tells bodies, paths and queries apart, to the byte', async () => {
  const scene = await cacheScene(counting())
  const asks = [
    post('{}'),
    post('{ }'),
    post('{}', { target: '/openai/embeddings' }),
    post('{}', { target: '/openai/chat/completions?a' }),
    post(''),
  ]
  for (const ask of asks) await scene.ask({ ...ask })
  assert.equal(scene.calls(), 5)
})

test('cached() gives everybody what one got where the operator says so', async () => {
  const keys = ['a', 'b'].map((name) => ({ name, key: `key-${name}` }))
  const scene = await cacheScene(counting(), { keys, rules: { share: true } })
  for (const { key } of keys) await scene.ask(chat('{}', ['authorization', `Bearer ${key}`]))
  assert.equal(scene.calls(), 1)
})

test('cached() keeps no errors, and no answer that forbids it', async () => {
  const rows: { status?: number; headers?: string[] }[] = [
    { status: 500 },
    { status: 429 },
    { status: 404 },
    { status: 206 },
    { headers: ['set-cookie', 'a=1'] },
    { headers: ['cache-control', 'private'] },
    { headers: ['cache-control', 'no-store'] },
    { headers: ['vary', '*'] },
  ]
  for (const over of rows) {
    const scene = await cacheScene(counting(over))
    assert.equal((await scene.ask()).status, over.status ?? 200)
    assert.equal((await scene.ask()).text, '{"n":2}', JSON.stringify(over))
  }
  const failing = await cacheScene(() => answer('{"error":{"message":"overloaded"}}'))
  await failing.ask()
  await failing.ask()
  assert.equal(failing.calls(), 2)
})

test('cached() gives a stream again as it came, piece by piece', async () => {
  const pieces = ['data: 1\n\n', 'data: 2\n', '\ndata: [DONE]\n\n']
  const headers = ['content-type', 'text/event-stream', 'cache-control', 'no-cache']
  const scene = await cacheScene(() => answer(flowOf(pieces.map(utf8)), { headers }))
  for (let i = 0; i < 3; i++) assert.deepEqual((await scene.ask()).pieces, pieces)
  assert.equal(scene.calls(), 1)
})

test('cached() keeps pieces whose memory is used again', async () => {
  const memory = new Uint8Array(1)
  const reused: Upstream = () =>
    answer({
      read(sink) {
        for (const letter of 'abc') {
          memory[0] = letter.charCodeAt(0)
          sink.data(memory)
        }
        sink.end([])
      },
      pause() {},
      resume() {},
      cancel() {},
    })
  const scene = await cacheScene(reused, { target: {} })
  await scene.ask()
  assert.deepEqual((await scene.ask()).pieces, ['a', 'b', 'c'])
})

test('cached() never keeps an answer that was cut, by whichever side', async () => {
  let cut = true
  const scene = await cacheScene(() =>
    answer(flowOf([utf8('{"a":'), utf8('1}')], cut ? new Error('reset') : undefined)),
  )
  assert.equal((await scene.ask()).whole, false)
  cut = false
  const from = post('{}')
  const reply = await scene.gateway.handle(from)
  assert.ok(reply.body !== undefined && !(reply.body instanceof Uint8Array))
  reply.body.read({ data: () => from.cancel.pull(new Error('gone')), end: () => assert.fail(), fail: () => {} })
  await scene.state.idle()
  assert.equal(scene.store.kept.size, 0)
  assert.equal((await scene.ask()).text, '{"a":1}')
  assert.equal(scene.calls(), 3)
})

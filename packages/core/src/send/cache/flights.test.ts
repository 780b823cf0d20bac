import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CacheScene, cacheScene, chat } from '../../../test/cache-scene.ts'
import { type Call, client, leave, settle, waiting } from '../../../test/flight-clients.ts'
import { answer, flowOf, type HandFlow, handFlow, post, type Upstream, until } from '../../../test/harness.ts'
import { GatewayError } from '../../errors.ts'
import type { Sender } from '../../plan.ts'
import type { UpstreamOutcome } from '../../runtime.ts'
import { utf8 } from '../../web/bytes.ts'

const COLLAPSE = { rules: { collapse: true } }

function callOf(calls: readonly Call[], index = 0): Call {
  const call = calls[index]
  assert.ok(call !== undefined)
  return call
}

async function atRest(scene: CacheScene): Promise<void> {
  await scene.state.idle()
  assert.equal(scene.state.deadlines.size, 0)
}

test('one call answers 64 who ask the same at once, piece by piece', async () => {
  const { upstream, calls } = waiting()
  const scene = await cacheScene(upstream, COLLAPSE)
  const clients = Array.from({ length: 64 }, () => client(scene))
  await until(() => calls.length > 0)
  await settle()
  callOf(calls).give(answer(flowOf(['{"a"', ':', '1}'].map(utf8))))
  for (const { got } of clients) assert.deepEqual((await got).pieces, ['{"a"', ':', '1}'])
  await atRest(scene)
  assert.equal(scene.calls(), 1)
  assert.deepEqual(
    scene.seen.map(({ attempts }) => attempts.length).sort((a, b) => b - a),
    [1, ...new Array<number>(63).fill(0)],
  )
  assert.equal((await scene.ask()).text, '{"a":1}')
  assert.equal(scene.calls(), 1, 'and it is kept')
})

test('what is refused before anything is sent is refused in its own words, and nobody joins it', async () => {
  let times = 0
  const between = (leaf: Sender): Sender => {
    return (exchange, kit) => {
      if (times++ < 2) throw new GatewayError('dot_segments')
      return leaf(exchange, kit)
    }
  }
  const scene = await cacheScene(async () => answer('{"a":1}'), { ...COLLAPSE, between })
  for (const expected of [400, 400, 200]) assert.equal((await scene.ask()).status, expected)
  assert.equal(times, 3)
})

test('an answer that came whole with its head is given to all, and kept', async () => {
  const { upstream, calls } = waiting()
  const scene = await cacheScene(upstream, COLLAPSE)
  const clients = Array.from({ length: 3 }, () => client(scene))
  await settle()
  callOf(calls).give(answer('{"a":1}'))
  for (const { got } of clients) assert.equal((await got).text, '{"a":1}')
  await atRest(scene)
  await settle()
  assert.equal((await scene.ask()).text, '{"a":1}')
  assert.equal(scene.calls(), 1)
})

test('when some of 64 leave, the first among them, the others get all of it', async () => {
  for (const when of ['before the head', 'in the body'] as const) {
    const { upstream, calls } = waiting()
    const scene = await cacheScene(upstream, COLLAPSE)
    const clients = Array.from({ length: 64 }, () => client(scene))
    await settle()
    const body = handFlow()
    const leavers = clients.filter((_, i) => i % 3 === 0)
    const stayers = clients.filter((_, i) => i % 3 !== 0)
    if (when === 'before the head') for (const each of leavers) leave(each)
    callOf(calls).give(answer(body))
    await until(() => body.calls.includes('read'))
    body.sink.data(utf8('{"a"'))
    if (when === 'in the body') for (const each of leavers) leave(each)
    await settle()
    assert.equal(callOf(calls).cancel.pulled, false, when)
    body.sink.data(utf8(':1}'))
    body.sink.end([])
    for (const { got } of stayers) {
      const { text, whole } = await got
      assert.deepEqual([text, whole], ['{"a":1}', true], when)
    }
    for (const { got } of leavers) assert.equal((await got).whole && (await got).status === 200, false, when)
    await atRest(scene)
    assert.equal((await scene.ask()).text, '{"a":1}')
    assert.equal(scene.calls(), 1, when)
  }
})

test('when all leave, the call ends, nothing is kept, and whoever comes then begins anew', async () => {
  for (const begun of [false, true]) {
    const { upstream, calls } = waiting()
    const scene = await cacheScene(upstream, COLLAPSE)
    const clients = Array.from({ length: 3 }, () => client(scene))
    await settle()
    const body: HandFlow = handFlow()
    if (begun) {
      callOf(calls).give(answer(body))
      await until(() => body.calls.includes('read'))
      body.sink.data(utf8('{"a"'))
    }
    for (const each of clients) leave(each)
    await atRest(scene)
    assert.equal(callOf(calls).cancel.pulled || body.calls.includes('cancel'), true)
    const next = client(scene)
    await settle()
    callOf(calls, 1).give(answer('{"b":1}'))
    assert.equal((await next.got).text, '{"b":1}')
    await atRest(scene)
    assert.equal(scene.store.kept.size <= 1, true)
    assert.equal((await scene.ask()).text, '{"b":1}')
  }
})

test('whoever comes while the answer is under way gets it from its beginning', async () => {
  const { upstream, calls } = waiting()
  const scene = await cacheScene(upstream, COLLAPSE)
  const first = client(scene)
  await settle()
  const body = handFlow()
  callOf(calls).give(answer(body))
  await until(() => body.calls.includes('read'))
  body.sink.data(utf8('{"a"'))
  const second = client(scene)
  await settle()
  body.sink.data(utf8(':1}'))
  body.sink.end([])
  assert.deepEqual([(await first.got).text, (await second.got).text], ['{"a":1}', '{"a":1}'])
  assert.equal(scene.calls(), 1)
  await atRest(scene)
})

test('what is not to be kept is for the first alone; the others ask for themselves', async () => {
  const rows: UpstreamOutcome[] = [
    answer('{}', { status: 429 }),
    answer('{}', { headers: ['set-cookie', 'a=1'] }),
    answer('{}', { headers: ['cache-control', 'private'] }),
    { kind: 'failed', code: 'upstream_refused', delivered: 'no', cause: undefined },
  ]
  for (const outcome of rows) {
    const { upstream, calls } = waiting()
    const scene = await cacheScene(upstream, COLLAPSE)
    const clients = Array.from({ length: 3 }, () => client(scene))
    await settle()
    callOf(calls).give(outcome)
    await until(() => calls.length === 3)
    callOf(calls, 1).give(answer('{"n":1}'))
    callOf(calls, 2).give(answer('{"n":2}'))
    const texts = (await Promise.all(clients.slice(1).map(({ got }) => got))).map(({ text }) => text)
    assert.deepEqual(texts.sort(), ['{"n":1}', '{"n":2}'])
    assert.notEqual((await clients[0]?.got)?.text, '{"n":1}')
    await atRest(scene)
  }
})

test('an answer that breaks off breaks off for all, and is not kept', async () => {
  const { upstream, calls } = waiting()
  const scene = await cacheScene(upstream, COLLAPSE)
  const clients = Array.from({ length: 3 }, () => client(scene))
  await settle()
  callOf(calls).give(answer(flowOf([utf8('{"a"')], new Error('reset'))))
  for (const { got } of clients) assert.equal((await got).whole, false)
  await atRest(scene)
  assert.equal(scene.store.kept.size, 0)
})

test('only those who ask the same are answered together', async () => {
  const { upstream, calls } = waiting()
  const scene = await cacheScene(upstream, COLLAPSE)
  const asks = [
    chat('{}'),
    chat('{ }'),
    chat('{}', ['authorization', 'Bearer a']),
    chat('{}', ['accept-encoding', 'br']),
  ]
  const clients = asks.map((from) => client(scene, from))
  await settle()
  assert.equal(calls.length, 4)
  calls.forEach((call, i) => {
    call.give(answer(`{"n":${i}}`))
  })
  assert.equal(new Set(await Promise.all(clients.map(async ({ got }) => (await got).text))).size, 4)
  await atRest(scene)
})

test('a slow reader holds up nobody', async () => {
  const { upstream, calls } = waiting()
  const scene = await cacheScene(upstream, { rules: { collapse: true, maxEntry: 1000 } })
  const fast = client(scene)
  const slow = scene.gateway.handle(post('{}'))
  await settle()
  const body = handFlow()
  callOf(calls).give(answer(body))
  const { body: flow } = await slow
  assert.ok(flow !== undefined && !(flow instanceof Uint8Array))
  const ends: unknown[] = []
  flow.read({ data: () => flow.pause(), end: () => ends.push('end'), fail: (error) => ends.push(error) })
  await until(() => body.calls.includes('read'))
  for (let i = 0; i < 30; i++) body.sink.data(new Uint8Array(100))
  assert.equal(body.calls.includes('pause'), false)
  body.sink.end([])
  assert.equal((await fast.got).text.length, 3000)
  await until(() => ends.length > 0)
  assert.equal((ends[0] as { code: string }).code, 'client_stalled')
  await atRest(scene)
})

test('the call goes on as it was asked, also when who asked first has left and it is made again', async () => {
  const bodies: string[] = []
  const gone = Promise.withResolvers<void>()
  const upstream: Upstream = ({ body }) => {
    bodies.push(body.kind === 'bytes' ? new TextDecoder().decode(body.bytes) : body.kind)
    return answer('{"a":1}', { status: bodies.length === 1 ? 503 : 200 })
  }
  const between = (leaf: Sender): Sender => {
    return async (exchange, kit) => {
      await leaf(exchange, kit)
      await gone.promise
      return leaf(exchange, kit)
    }
  }
  const scene = await cacheScene(upstream, { ...COLLAPSE, between })
  const [first, second] = [client(scene), client(scene)]
  await settle()
  leave(first)
  assert.equal((await first.got).status, 499)
  await settle()
  gone.resolve()
  assert.equal((await second.got).text, '{"a":1}')
  assert.deepEqual(bodies, ['{}', '{}'])
  await atRest(scene)
})

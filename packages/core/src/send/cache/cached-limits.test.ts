import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cacheScene, makeRules, openStore } from '../../../test/cache-scene.ts'
import {
  answer,
  arrival,
  doorTo,
  fakeRuntime,
  flowOf,
  makePlan,
  makeRoute,
  post,
  type Upstream,
} from '../../../test/harness.ts'
import { createGateway } from '../../gateway.ts'
import type { Sender } from '../../plan.ts'
import { State } from '../../state.ts'
import { utf8 } from '../../web/bytes.ts'
import { compileHeaderRules } from '../../web/header-rules.ts'
import type { Outcome } from '../outcome.ts'
import { cached } from './cached.ts'

/** Another answer each time. */
function counting(over: { status?: number; headers?: string[] } = {}): Upstream {
  let count = 0
  return () => answer(`{"n":${++count}}`, over)
}

test('cached() keeps no more of an answer than it may', async () => {
  const scene = await cacheScene(() => answer(flowOf([new Uint8Array(60), new Uint8Array(60)])), {
    rules: { maxEntry: 100 },
  })
  for (let i = 0; i < 2; i++) assert.equal((await scene.ask()).text.length, 120)
  assert.equal(scene.calls(), 2)
})

test('cached() passes on a body that is larger than what it compares, as it is', async () => {
  const bodies: string[] = []
  const upstream: Upstream = async ({ body }) => {
    let text = ''
    if (body.kind === 'stream') for await (const chunk of body.chunks) text += new TextDecoder().decode(chunk)
    bodies.push(text)
    return answer('{}')
  }
  const scene = await cacheScene(upstream, { rules: { maxRequest: 10 } })
  async function* pieces() {
    yield utf8('0123456')
    yield utf8('789abcdef')
    yield utf8('the end')
  }
  const headers = ['transfer-encoding', 'chunked', 'content-type', 'a/b']
  for (let i = 0; i < 2; i++) await scene.ask(arrival({ headers, body: pieces() }))
  assert.deepEqual(bodies, ['0123456789abcdefthe end', '0123456789abcdefthe end'])
})

test('cached() compares a body that comes in pieces like one that is here', async () => {
  const scene = await cacheScene(counting())
  async function* pieces() {
    yield utf8('{"a"')
    yield utf8(':1}')
  }
  const headers = ['content-type', 'application/json', 'content-length', '7']
  await scene.ask(arrival({ headers, body: pieces() }))
  await scene.ask(post('{"a":1}'))
  assert.equal(scene.calls(), 1)
})

test('cached() applies the rules of the target once', async () => {
  const rules = compileHeaderRules({ remove: ['set-cookie'], add: [['x-b', '2']] })
  assert.equal(rules.kind, 'ok')
  const target = { answer: rules.kind === 'ok' ? rules : undefined }
  const scene = await cacheScene(counting({ headers: ['set-cookie', 'a=1', 'x-a', '1'] }), { target })
  const names = (lines: readonly string[]) => lines.filter((_, i) => i % 2 === 0)
  assert.deepEqual(names((await scene.ask()).headers), ['x-a', 'x-b', 'x-strait-cache', 'x-strait-request-id'])
  assert.deepEqual(names((await scene.ask()).headers), ['x-a', 'x-b', 'age', 'x-strait-cache', 'x-strait-request-id'])
  assert.equal(scene.calls(), 1)
})

test('cached() goes on without a store that fails, and counts it', async () => {
  const fail = () => {
    throw new Error('broken')
  }
  const reject = () => Promise.reject(new Error('broken'))
  const rows = [{ get: fail }, { get: reject }, { put: fail }, { digest: fail }, { digest: reject }]
  for (const broken of rows) {
    const scene = await cacheScene(counting(), { rules: { store: { ...openStore(), ...broken } } })
    for (const text of ['{"n":1}', '{"n":2}']) assert.equal((await scene.ask()).text, text)
    assert.equal(scene.failures(), 2, Object.keys(broken).join())
  }
})

test('cached() does not wait long for a store', { timeout: 10_000 }, async () => {
  const store = { ...openStore(), get: () => new Promise<undefined>(() => {}) }
  const scene = await cacheScene(counting(), { rules: { store } })
  assert.equal((await scene.ask()).text, '{"n":1}')
  assert.equal(scene.failures(), 1)
  assert.equal(scene.state.deadlines.size, 0)
})

test('cached() never keeps bytes of another answer than the one it saw', async () => {
  const store = openStore()
  const state = new State()
  const giving = (text: string): Outcome => ({
    kind: 'answer',
    answer: { status: 200, reason: '', headers: [], body: utf8(text), rules: undefined, from: 'upstream' },
  })
  const inner = cached(() => giving('not taken'), makeRules({ store }))
  // Somebody around it prefers another answer in the end.
  const outer: Sender = async (exchange, kit) => {
    await inner(exchange, kit)
    return giving('taken')
  }
  const plan = makePlan({ matchers: [doorTo(makeRoute(outer))] })
  await createGateway(plan, fakeRuntime(counting()), state).handle(post('{}'))
  await state.idle()
  assert.equal(store.kept.size, 0)
})

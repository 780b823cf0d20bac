import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concat, createGateway, State, TAP_BACKLOG, toTarget, utf8 } from '../src/index.ts'
import { byteCount, type Count } from './extensions/byte-count.ts'
import { cached } from './extensions/cached.ts'
import { fallBack } from './extensions/fall-back.ts'
import { oneAtATime } from './extensions/one-at-a-time.ts'
import { refuseModel } from './extensions/refuse-model.ts'
import {
  answer,
  doorTo,
  fakeRuntime,
  flowOf,
  makePlan,
  makeRoute,
  makeTarget,
  post,
  records,
  request,
  type Upstream,
} from './harness.ts'

/** Policies, trees, taps and caches are new files around the pipeline; this is what they are promised. */
const posted = (text: string) =>
  request(undefined, { method: 'POST', body: text, headers: { 'content-type': 'application/json' } })

test('an admit rule peeks at the body and refuses; what it peeked at is sent on whole', async () => {
  const bodies: Uint8Array[] = []
  const upstream: Upstream = async ({ body }) => {
    if (body.kind === 'bytes') bodies.push(body.bytes)
    if (body.kind === 'stream') for await (const chunk of body.chunks) bodies.push(chunk)
    return answer('{}')
  }
  const route = makeRoute(toTarget(makeTarget()), { rules: [refuseModel('forbidden')] })
  const gateway = createGateway(makePlan({ matchers: [doorTo(route)] }), fakeRuntime(upstream))
  const refused = await gateway.fetch(posted('{"model":"forbidden"}'))
  assert.equal(refused.status, 403)
  assert.equal(refused.headers.get('x-strait-error'), 'not_admitted')
  assert.equal(bodies.length, 0)
  const large = `{"model":"fine","pad":"${'x'.repeat(300_000)}"}`
  const passed = await gateway.fetch(posted(large))
  assert.equal(passed.status, 200)
  assert.equal(new TextDecoder().decode(concat(bodies)), large)
})

test('an admit rule gives its place back when the exchange ends, also after a refusal', async () => {
  const route = makeRoute(toTarget(makeTarget()), { rules: [oneAtATime] })
  const state = new State()
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const upstream: Upstream = async () => {
    await held
    return answer('{}')
  }
  const gateway = createGateway(makePlan({ matchers: [doorTo(route)] }), fakeRuntime(upstream), state)
  const first = gateway.fetch(request())
  const second = await gateway.fetch(request())
  assert.equal(second.status, 503)
  assert.equal(second.headers.get('retry-after'), '1')
  release()
  assert.equal((await first).status, 200)
  await state.idle()
  assert.equal((await gateway.fetch(request())).status, 200)
})

test('a tree of two targets retries once, then falls back; each attempt is on the record', async () => {
  const { observer, seen } = records()
  const hosts: string[] = []
  const bodies: string[] = []
  const upstream: Upstream = ({ origin, body }) => {
    hosts.push(origin.host)
    if (body.kind === 'bytes') bodies.push(new TextDecoder().decode(body.bytes))
    if (origin.host === 'two.test') return answer('{"from":"two"}')
    return { kind: 'failed', code: 'upstream_refused', delivered: 'no', cause: undefined }
  }
  const one = toTarget(makeTarget('http://one.test/v1', { name: 'one' }))
  const two = toTarget(makeTarget('http://two.test/v1', { name: 'two' }))
  const state = new State()
  const plan = makePlan({ matchers: [doorTo(makeRoute(fallBack(one, two)))], observers: [observer] })
  const response = await createGateway(plan, fakeRuntime(upstream), state).handle(post('{}'))
  assert.equal(response.status, 200)
  assert.deepEqual(hosts, ['one.test', 'one.test', 'two.test'])
  assert.deepEqual(bodies, ['{}', '{}', '{}'])
  await state.idle()
  assert.deepEqual(
    seen[0]?.attempts.map(({ target, error }) => [target, error]),
    [
      ['one', 'upstream_refused'],
      ['one', 'upstream_refused'],
      ['two', undefined],
    ],
  )
})

test('a tree lets go of an answer that it does not take', async () => {
  const unwanted = flowOf([utf8('overloaded')])
  const upstream: Upstream = ({ origin }) =>
    origin.host === 'one.test' ? answer(unwanted, { status: 503 }) : answer('{"from":"two"}')
  const one = toTarget(makeTarget('http://one.test/v1'))
  const two = toTarget(makeTarget('http://two.test/v1'))
  const state = new State()
  const plan = makePlan({ matchers: [doorTo(makeRoute(fallBack(one, two)))] })
  const response = await createGateway(plan, fakeRuntime(upstream), state).fetch(posted('{}'))
  assert.equal(await response.text(), '{"from":"two"}')
  assert.equal(unwanted.cancelled(), true)
  await state.idle()
  assert.equal(state.deadlines.size, 0)
})

test('a tap sees the bytes; one that throws or lags is dropped and counted, and the bytes go on', async () => {
  const big = Array.from({ length: 40 }, (_, i) => new Uint8Array(64 * 1024).fill(i))
  const { observer, seen } = records()
  const count = (): Count => ({ bytes: 0, whole: undefined })
  const good = count()
  const broken = count()
  const slow = count()
  const taps = [byteCount(good), byteCount(broken, 'throws'), byteCount(slow, 'lags')]
  const state = new State()
  const route = makeRoute(toTarget(makeTarget()), { taps })
  const plan = makePlan({ matchers: [doorTo(route)], observers: [observer] })
  const gateway = createGateway(
    plan,
    fakeRuntime(() => answer(flowOf(big))),
    state,
  )
  const received = new Uint8Array(await (await gateway.fetch(request())).arrayBuffer())
  assert.deepEqual(received, concat(big))
  await state.idle()
  assert.deepEqual(good, { bytes: received.length, whole: true })
  assert.equal(broken.bytes, 0)
  assert.ok(received.length > TAP_BACKLOG)
  assert.equal(slow.bytes, 64 * 1024)
  assert.equal(seen[0]?.tapsDropped, 2)
})

test('a cache answers the second time, and never keeps an answer that was cut', async () => {
  let calls = 0
  let cut = true
  const upstream: Upstream = () => {
    calls++
    return answer(flowOf([utf8('{"a":'), utf8('1}')], cut ? new Error('reset') : undefined))
  }
  const state = new State()
  const route = makeRoute(cached(toTarget(makeTarget())))
  const gateway = createGateway(makePlan({ matchers: [doorTo(route)] }), fakeRuntime(upstream), state)
  await assert.rejects(async () => (await gateway.fetch(posted('{}'))).text())
  cut = false
  assert.equal(await (await gateway.fetch(posted('{}'))).text(), '{"a":1}')
  assert.equal(await (await gateway.fetch(posted('{}'))).text(), '{"a":1}')
  assert.equal(calls, 2)
  await state.idle()
})

test('state outlives a gateway: what the old one kept, the new one finds', async () => {
  let calls = 0
  const upstream: Upstream = () => {
    calls++
    return answer('{}')
  }
  const state = new State()
  const plan = () => makePlan({ matchers: [doorTo(makeRoute(cached(toTarget(makeTarget()))))] })
  const build = () => createGateway(plan(), fakeRuntime(upstream), state)
  await (await build().fetch(posted('{}'))).text()
  await state.idle()
  await (await build().fetch(posted('{}'))).text()
  assert.equal(calls, 1)
})

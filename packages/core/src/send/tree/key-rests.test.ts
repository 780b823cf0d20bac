import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrival } from '../../../test/harness.ts'
import { detect } from '../../providers/detect.ts'
import { DEFAULT_REST } from '../health/rest.ts'
import { admitted, failed, got, openai, record, type Scene, scene } from './scene-fixture.ts'
import { TargetCare } from './target-care.ts'

const HELD = { key: 'p\nk', name: 't', breaker: undefined, room: undefined, active: undefined }
const OURS = record({ key: 'k' })

/** One attempt that takes `ms`. */
async function ask(care: TargetCare, kit: Scene, call: string, status: number, ms = 0): Promise<void> {
  const [method = '', path = ''] = call.split(' ')
  const exchange = admitted(kit, arrival({ method, target: `/openai${path}` }))
  exchange.match = { ...exchange.match, rest: path, detected: detect(openai(), method, path) }
  const watch = await care.enter(exchange, kit)
  kit.advance(ms)
  watch?.head(got(status, [], OURS), kit, [])
  watch?.end(false)
}

function rests(care: TargetCare, kit: Scene, ms: number, what: string): void {
  assert.equal(care.fit(kit), false, what)
  kit.advance(ms - 1)
  assert.equal(care.fit(kit), false, what)
  kit.advance(1)
  assert.equal(care.fit(kit), true, what)
}

const CHAT = 'POST /v1/chat/completions'

test('a key rests long for a 401 of a model alone: on another path it may lack a right, and callers choose paths', async () => {
  const rows: [call: string, rest: number][] = [
    [CHAT, DEFAULT_REST.refused],
    ['POST /v1/responses', DEFAULT_REST.refused],
    ['POST /v1/embeddings', DEFAULT_REST.refused],
    ['GET /v1/organization/users', DEFAULT_REST.first],
    ['GET /v1/organizations/me', DEFAULT_REST.first],
    ['GET /v1/models', DEFAULT_REST.first],
    ['POST /v1/fine_tuning/jobs', DEFAULT_REST.first],
    ['DELETE /v1/responses/resp_1', DEFAULT_REST.first],
  ]
  for (const [call, rest] of rows) {
    const kit = scene()
    const care = new TargetCare(HELD)
    await ask(care, kit, call, 401)
    rests(care, kit, rest, call)
  }
})

test('who goes on asking for what a key has no right to does not make its rest longer', async () => {
  const kit = scene()
  const care = new TargetCare(HELD)
  for (let i = 0; i < 20; i++) {
    await ask(care, kit, 'GET /v1/organizations/me', 401)
    rests(care, kit, DEFAULT_REST.first, String(i))
  }
})

test('a token that is fetched anew after a 401 rests for a moment only', async () => {
  const kit = scene()
  const care = new TargetCare({ ...HELD, renewed: true })
  await ask(care, kit, CHAT, 401)
  rests(care, kit, DEFAULT_REST.first, 'a token')
})

test('a good answer of a model to a key that was asked though it rests ends the rest', async () => {
  for (const status of [401, 403, 429]) {
    const kit = scene()
    const [care, other] = [new TargetCare(HELD), new TargetCare({ ...HELD, name: 'u' })]
    await ask(care, kit, CHAT, status)
    kit.advance(1)
    // None of these says that the key is good again.
    for (const [call, next] of [
      ['GET /v1/models', 200],
      [CHAT, 302],
      [CHAT, 400],
      [CHAT, 500],
    ] as const) {
      await ask(care, kit, call, next)
      assert.equal(care.fit(kit), false, `${status}, then ${call} ${next}`)
    }
    await ask(other, kit, CHAT, 200)
    assert.deepEqual([care.fit(kit), other.fit(kit)], [true, true], `${status}, then 200 at another target`)
  }
})

test('a good answer to what was under way before the refusal ends nothing', async () => {
  const kit = scene()
  const care = new TargetCare(HELD)
  const under = await care.enter(admitted(kit), kit)
  kit.advance(1)
  await ask(care, kit, CHAT, 401)
  kit.advance(1)
  under?.head(got(200, [], OURS), kit, [])
  assert.equal(care.fit(kit), false)
  under?.end(false)
})

test('a caller’s own good key ends no rest of ours', async () => {
  const kit = scene()
  const care = new TargetCare(HELD)
  await ask(care, kit, CHAT, 401)
  kit.advance(1)
  const watch = await care.enter(admitted(kit), kit)
  watch?.head(got(200, [], record()), kit, [])
  assert.equal(care.fit(kit), false)
  watch?.end(false)
  const broken = await care.enter(admitted(kit), kit)
  broken?.head(failed('upstream_reset', 'maybe'), kit, [])
  broken?.end(false)
  assert.equal(care.fit(kit), false)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../../../test/harness.ts'
import { CLIENT_SECRET, entraSource, refusal, token, tokenStage, waiting } from '../../../test/tokens.ts'
import { GatewayError } from '../../errors.ts'
import { Secret } from '../../secret.ts'
import { State } from '../../state.ts'
import { TOKEN_TIMEOUT } from './request-token.ts'
import type { TokenSource } from './token-source.ts'

type Stage = ReturnType<typeof tokenStage>

async function got(source: TokenSource, { kit }: Stage): Promise<string> {
  return (await source.get(kit)).reveal()
}

async function refused(source: TokenSource, { kit }: Stage): Promise<GatewayError> {
  const error = await Promise.resolve(source.get(kit)).then(
    () => assert.fail('there was a token'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof GatewayError)
  assert.equal(error.code, 'token_failed')
  assert.equal(error.status, 502)
  return error
}

/** How often the endpoint gave no token. */
function failures({ kit }: Stage): number {
  return kit.state.part('token-failures', () => ({ count: 0 })).count
}

test('get() fetches once for all who wait, and then waits for nothing', async () => {
  const stage = tokenStage()
  const source = entraSource()
  const tokens = await Promise.all(Array.from({ length: 50 }, () => got(source, stage)))
  assert.deepEqual(new Set(tokens), new Set(['token-1']))
  assert.equal(stage.forms.length, 1)
  const now = source.get(stage.kit)
  assert.ok(now instanceof Secret)
  assert.equal(String(now), '[secret]')
})

const ahead: readonly (readonly [life: number, held: number, refreshed: number])[] = [
  [3600, 3299, 3300],
  [86_400, 86_099, 86_100],
  // Five minutes ahead of its end would be before its beginning.
  [60, 53, 54],
]
for (const [life, early, late] of ahead) {
  test(`get() refreshes a token of ${life} s in the background, ahead of its end`, async () => {
    const stage = tokenStage()
    const source = entraSource()
    stage.answers(() => token(`token-${stage.forms.length}`, life))
    await got(source, stage)
    stage.clock.seconds = 1000 + early
    assert.equal(await got(source, stage), 'token-1')
    assert.equal(stage.forms.length, 1)

    const { upstream, release } = waiting()
    stage.answers(upstream)
    stage.clock.seconds = 1000 + late
    for (let i = 0; i < 5; i++) assert.equal((source.get(stage.kit) as Secret).reveal(), 'token-1')
    await until(() => stage.forms.length === 2)
    release(token('token-2'))
    await until(() => (source.get(stage.kit) as Secret).reveal() === 'token-2')
    assert.equal(stage.forms.length, 2)
  })
}

test('get() waits for a new token where the old one is at its end', async () => {
  const stage = tokenStage()
  const source = entraSource()
  await got(source, stage)
  stage.clock.seconds += 3599
  assert.equal(await got(source, stage), 'token-2')
})

test('get() goes on with the old token where a refresh fails, and tries again after a pause', async () => {
  const stage = tokenStage()
  const source = entraSource()
  await got(source, stage)
  stage.answers(() => refusal('temporarily_unavailable', 503))
  stage.clock.seconds += 3300
  assert.equal(await got(source, stage), 'token-1')
  await until(() => failures(stage) === 1)
  for (let i = 0; i < 5; i++) assert.equal(await got(source, stage), 'token-1')
  assert.equal(stage.forms.length, 2, 'no second try before the pause is over')

  stage.clock.seconds += 2
  assert.equal(await got(source, stage), 'token-1')
  await until(() => failures(stage) === 2)
  assert.equal(stage.forms.length, 3)
  stage.clock.seconds += 298
  assert.match((await refused(source, stage)).message, /503 \(temporarily_unavailable\)/)
  stage.answers(() => token('recovered'))
  stage.clock.seconds += 30
  assert.equal(await got(source, stage), 'recovered')
})

test('get() refuses all who wait for a first token that does not come, and says why without a secret', async () => {
  const stage = tokenStage()
  const source = entraSource()
  stage.answers(() => refusal('invalid_client'))
  const errors = await Promise.all([refused(source, stage), refused(source, stage), refused(source, stage)])
  assert.equal(stage.forms.length, 1)
  for (const { message, retryAfter, cause } of errors) {
    assert.equal(
      message,
      'No access token for the provider "azure-eu" could be obtained: the token endpoint answered 401 (invalid_client).',
    )
    assert.ok((retryAfter ?? 0) >= 1)
    assert.doesNotMatch(`${message}${String(cause)}`, /planted/)
  }
  await refused(source, stage)
  assert.equal(stage.forms.length, 1, 'an endpoint that just refused is left alone for a moment')
  stage.answers(() => token('mended'))
  stage.clock.seconds += 1
  assert.equal(await got(source, stage), 'mended')
})

test('get() stays away as long as the endpoint asks', async () => {
  const stage = tokenStage()
  const source = entraSource()
  stage.answers(() => refusal('slow_down', 429, ['Retry-After', '20']))
  assert.equal((await refused(source, stage)).retryAfter, 20)
  stage.clock.seconds += 19
  await refused(source, stage)
  assert.equal(stage.forms.length, 1)
  stage.answers(() => token('later'))
  stage.clock.seconds += 1
  assert.equal(await got(source, stage), 'later')
})

test('get() gives up on an endpoint that does not answer in time', async () => {
  const stage = tokenStage()
  const source = entraSource()
  stage.answers(waiting().upstream)
  const late = refused(source, stage)
  await until(() => stage.forms.length === 1)
  stage.clock.seconds += TOKEN_TIMEOUT / 1000
  assert.match((await late).message, /did not answer in time/)
})

test('get() asks once more where the connection broke, and names what went wrong', async () => {
  const stage = tokenStage()
  const broken = { kind: 'failed', code: 'upstream_reset', delivered: 'maybe', cause: undefined } as const
  stage.answers(() => (stage.forms.length === 1 ? broken : token('second')))
  assert.equal(await got(entraSource(), stage), 'second')
  stage.answers(() => ({ ...broken, code: 'upstream_unresolved' }))
  assert.match((await refused(entraSource('another'), stage)).message, /could not be called \(upstream_unresolved\)/)
  stage.answers(() => assert.fail('a transport that throws'))
  assert.match((await refused(entraSource('a third'), stage)).message, /could not be called/)
})

test('a reload keeps the token, and a changed credential does not', async () => {
  const stage = tokenStage()
  assert.equal(await got(entraSource(), stage), 'token-1')
  assert.equal(await got(entraSource(CLIENT_SECRET, 'renamed'), stage), 'token-1')
  assert.equal(await got(entraSource('planted-other-secret'), stage), 'token-2')
  assert.equal(await got(entraSource(), stage), 'token-1')
  assert.equal(stage.forms.length, 2)
  const elsewhere = { ...stage, kit: { ...stage.kit, state: new State(stage.kit.runtime.clock) } }
  assert.equal(await got(entraSource(), elsewhere), 'token-3')
})

test('refused() has the next who asks fetch a new token, once in a while', async () => {
  const stage = tokenStage()
  const source = entraSource()
  await got(source, stage)
  source.refused(['authorization', 'Bearer of-an-older-token'], stage.kit)
  assert.equal(await got(source, stage), 'token-1')
  source.refused(['x', 'y', 'authorization', 'Bearer token-1'], stage.kit)
  assert.equal(stage.forms.length, 1, 'nothing is fetched before somebody asks')
  assert.equal(await got(source, stage), 'token-2')

  // A provider that refuses every token (a missing role) is no reason to ask for one per request.
  source.refused(['authorization', 'Bearer token-2'], stage.kit)
  assert.equal(await got(source, stage), 'token-2')
  stage.clock.seconds += 30
  source.refused(['authorization', 'Bearer token-2'], stage.kit)
  assert.equal(await got(source, stage), 'token-3')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newTraceId } from './ids.ts'
import { draw, parseSampler, type SamplerRule, takes } from './sampler.ts'
import { TRACE_ID } from './testing.ts'

const follow = (root: number): SamplerRule => ({ root, parent: 'follow' })
const ignore = (root: number): SamplerRule => ({ root, parent: 'ignore' })

for (const [sample, name, arg, expected] of [
  [undefined, undefined, undefined, follow(1)],
  [undefined, 'always_on', undefined, ignore(1)],
  [undefined, 'always_off', undefined, ignore(0)],
  [undefined, 'traceidratio', '0.25', ignore(0.25)],
  [undefined, 'parentbased_always_on', undefined, follow(1)],
  [undefined, 'parentbased_always_off', undefined, follow(0)],
  [undefined, 'parentbased_traceidratio', '0.25', follow(0.25)],
  [undefined, 'parentbased_traceidratio', 'much', follow(1)],
  [undefined, 'jaeger_remote', undefined, follow(1)],
  [0.1, 'always_on', undefined, follow(0.1)],
] as const) {
  test(`parseSampler() reads sample ${sample}, OTEL_TRACES_SAMPLER ${name}, its argument ${arg}`, () => {
    const warnings: string[] = []
    const env = { OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: arg }
    assert.deepEqual(
      parseSampler(sample, env, (message) => warnings.push(message)),
      expected,
    )
    assert.equal(warnings.length, name === 'jaeger_remote' || arg === 'much' ? 1 : 0)
  })
}

test('takes() follows the flag of the caller, or the trace id alone', () => {
  const parent = (flags: number, traceId = TRACE_ID) => ({ traceId, spanId: '1'.repeat(16), flags })
  assert.equal(takes(follow(0), parent(1)), true)
  assert.equal(takes(follow(1), parent(0)), false)
  assert.equal(takes(follow(1), parent(2)), false)
  assert.equal(takes(ignore(1), parent(0)), true)
  assert.equal(takes(ignore(0), parent(1)), false)
  assert.equal(takes(ignore(0.5), parent(0, `${'1'.repeat(18)}80000000000000`)), true)
  assert.equal(takes(ignore(0.5), parent(0, `${'1'.repeat(18)}7fffffffffffff`)), false)
})

test('draw() takes its share, in ids that every sampler of the same ratio takes too', () => {
  const rounds = 20_000
  let taken = 0
  for (let i = 0; i < rounds; i++) {
    const drawn = draw(follow(0.25))
    if (drawn === undefined) continue
    taken++
    const traceId = newTraceId(drawn)
    assert.match(traceId, /^[0-9a-f]{32}$/)
    assert.ok(takes(ignore(0.25), { traceId, spanId: '1'.repeat(16), flags: 0 }))
  }
  // Six standard deviations on either side.
  assert.ok(Math.abs(taken / rounds - 0.25) < 0.019, `${taken} of ${rounds}`)
  assert.equal(draw(follow(0)), undefined)
  for (let i = 0; i < 1000; i++) assert.match(newTraceId(draw(follow(1)) ?? 'none'), /^[0-9a-f]{32}$/)
})

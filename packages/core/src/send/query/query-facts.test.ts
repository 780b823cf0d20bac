import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GatewayError } from '../../errors.ts'
import type { Admitted } from '../../exchange.ts'
import { askQueries } from './query-facts.ts'
import { askedExchange, compiled } from './query-fixture.ts'

const MOST = 1_000_000
const isMini = compiled({ 'params.model': { $regex: 'mini' } })
const isPaid = compiled({ 'metadata.plan': 'paid' })
const hasTools = compiled({ 'params.tools': { $exists: true } })

async function sentOn({ body }: Admitted): Promise<string> {
  const upstream = body.send()
  assert.ok(upstream.kind === 'stream')
  let passed = ''
  for await (const chunk of upstream.chunks) passed += new TextDecoder().decode(chunk)
  return passed
}

const withCode = (code: string) => (error: unknown) => error instanceof GatewayError && error.code === code

test('askQueries() is the first that holds', () => {
  const body = '{"model":"gpt-5-mini","n":1}'
  const isOne = compiled({ 'params.n': 1, 'params.model': { $exists: true } })
  const rows: [queries: Parameters<typeof askQueries>[1], found: number | undefined][] = [
    [[], undefined],
    [[isPaid], undefined],
    [[isPaid, isMini], 1],
    [[hasTools, isOne, isMini], 1],
    [[hasTools, isPaid, isMini, isOne], 2],
    [[hasTools, isPaid], undefined],
  ]
  for (const [queries, found] of rows) {
    assert.equal(askQueries(askedExchange({ body }).exchange, queries, MOST), found)
  }
})

test('askQueries() leaves a body alone that nothing asks for', async () => {
  const body = ['{"model":', '"gpt-5-mini"}']
  const { exchange, asked } = askedExchange({ body, metadata: { plan: 'paid' } })
  assert.equal(askQueries(exchange, [isPaid], MOST), 0)
  assert.equal(askQueries(exchange, [isPaid, isMini], MOST), 0)
  assert.equal(asked(), 0)
  const other = askedExchange({ body })
  assert.equal(await askQueries(other.exchange, [isPaid, isMini], MOST), 1)
  assert.equal(await sentOn(other.exchange), body.join(''))
})

test('askQueries() waits no longer than it takes to find what is asked for', async () => {
  const body = [
    '{"model":"gpt-5-',
    'mini","tools":[],"messages":[',
    `"${'x'.repeat(5000)}"`,
    `"${'y'.repeat(90_000)}"`,
    ']}',
  ]
  const { exchange, asked } = askedExchange({ body })
  assert.equal(await askQueries(exchange, [isMini, hasTools], MOST), 0)
  assert.equal(asked(), 3)
  assert.equal(await sentOn(exchange), body.join(''))
})

test('askQueries() reads to the end to know that something is not there', async () => {
  const body = ['{"messages":["', 'x'.repeat(200_000), 'y'.repeat(200_000), '"],"tools":[]}']
  assert.equal(await askQueries(askedExchange({ body }).exchange, [isMini, hasTools], MOST), 1)
  const without = [...body.slice(0, -1), '"]}']
  const { exchange } = askedExchange({ body: without })
  assert.equal(await askQueries(exchange, [hasTools, isMini], MOST), undefined)
  assert.equal(await sentOn(exchange), without.join(''))
})

test('askQueries() refuses to decide on half of a body', async () => {
  const filler = 'x'.repeat(30_000)
  const late = ['{"messages":["', filler, filler, '"],"model":"mini"}']
  const tooLarge = withCode('body_too_large_to_read')
  await assert.rejects(async () => askQueries(askedExchange({ body: late }).exchange, [isMini], 20_000), tooLarge)
  const early = ['{"model":"mini","messages":["', filler, filler, '"]}']
  assert.equal(await askQueries(askedExchange({ body: early }).exchange, [isMini], 20_000), 0)
  assert.equal(askQueries(askedExchange({ body: late.join('') }).exchange, [isMini], 20_000), 0, 'it is here already')
  const exactly = late.join('').length
  assert.equal(await askQueries(askedExchange({ body: late }).exchange, [isMini], exactly), 0)
  await assert.rejects(async () => askQueries(askedExchange({ body: early }).exchange, [hasTools], 50_000), tooLarge)
})

test('askQueries() takes the last of repeated names in a body that is here', () => {
  const body = `{"model":"mini","x":"${'x'.repeat(100_000)}","model":"max"}`
  assert.equal(askQueries(askedExchange({ body }).exchange, [isMini], MOST), undefined)
})

test('askQueries() finds nothing in what is no plain JSON', () => {
  const json = '{"model":"mini"}'
  const rows: [headers: string[], body: string | undefined, found: number | undefined][] = [
    [['content-type', 'application/json'], json, 0],
    [[], json, 0],
    [['content-type', 'multipart/form-data; boundary=x'], json, undefined],
    [['content-type', 'text/plain'], json, undefined],
    [['content-encoding', 'gzip'], json, undefined],
    [[], '{"model":"mini"', undefined],
    [[], '{"model":"mini"}}', undefined],
    [[], 'model=mini', undefined],
    [[], '', undefined],
    [[], undefined, undefined],
  ]
  const isNot = compiled({ 'params.model': { $exists: false } })
  for (const [headers, body, found] of rows) {
    const ask = { headers, ...(body === undefined ? {} : { body }) }
    assert.equal(askQueries(askedExchange(ask).exchange, [isMini, isNot], MOST), found ?? 1, `${headers} ${body}`)
  }
})

test('askQueries() stops waiting for what is no JSON', async () => {
  const { exchange, asked } = askedExchange({ body: ['RIFF', 'x'.repeat(9000), 'y'.repeat(9000)] })
  assert.equal(await askQueries(exchange, [isMini], MOST), undefined)
  assert.equal(asked(), 2)
})

test('askQueries() refuses what would keep everyone waiting', () => {
  // Where an "a" stood in the last nine hundred characters: more states than there are characters.
  const hostile = compiled({ 'params.text': { $regex: 'a[ab]{900}c' } })
  let seed = 1
  const letters = Array.from({ length: 200_000 }, () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
    return seed & 0x10000 ? 'a' : 'b'
  })
  const { exchange } = askedExchange({ body: JSON.stringify({ text: letters.join('') }) })
  assert.throws(() => askQueries(exchange, [hostile], MOST), withCode('condition_too_costly'))

  const lists = compiled({ 'params.list': { $in: Array.from({ length: 200 }, (_, i) => ({ [`n${i}`]: [i] })) } })
  const list = `{"list":[${'{},'.repeat(300_000)}{}]}`
  assert.throws(
    () => askQueries(askedExchange({ body: list }).exchange, [lists], MOST),
    withCode('condition_too_costly'),
  )

  const backtracking = compiled({ 'params.text': { $regex: '(a+)+$' } })
  const text = JSON.stringify({ text: `${'a'.repeat(1_000_000)}!` })
  assert.equal(askQueries(askedExchange({ body: text }).exchange, [backtracking], 2 * MOST), undefined)
})

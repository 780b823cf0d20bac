import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { until } from '@strait/testkit'
import { Batcher, type BatcherOptions } from './batcher.ts'
import { lossReport } from './loss-report.ts'
import { FakeExporter } from './testing.ts'

const span = {} as ReadableSpan

function setUp(exporter: FakeExporter, more: Partial<BatcherOptions> = {}) {
  const losses: [number, string][] = []
  const lost = (count: number, reason: string) => losses.push([count, reason])
  const clock = () => performance.now()
  const batcher = new Batcher({ exporter, clock, queue: 10, size: 4, delay: 5, timeout: 5000, lost, ...more })
  const add = (count: number) => {
    let taken = 0
    for (let i = 0; i < count; i++) {
      if (!batcher.reserve(1)) continue
      batcher.add(span)
      taken++
    }
    return taken
  }
  return { batcher, losses, add }
}

test('add() sends full batches, and what is left after the delay', async () => {
  const exporter = new FakeExporter()
  const { batcher, add } = setUp(exporter)
  assert.equal(add(10), 10)
  await until(() => exporter.spans.length === 10)
  assert.deepEqual(exporter.batches, [4, 4, 2])
  assert.equal(batcher.dropped, 0)
})

test('reserve() holds no more than the queue, those under way included, and counts what it refuses', async () => {
  const waiting: ((code: number) => void)[] = []
  const exporter = new FakeExporter((done) => waiting.push(done))
  const { batcher, losses, add } = setUp(exporter)
  assert.equal(add(10), 10)
  await until(() => waiting.length === 3)
  assert.equal(add(5), 0)
  assert.equal(batcher.dropped, 5)
  assert.equal(batcher.reserve(20), false, 'all of an exchange or none')
  assert.ok(losses.every(([, reason]) => reason === 'spans come faster than they can be exported'))
  for (const done of waiting.splice(0)) done(0)
  assert.equal(add(10), 10, 'there is room again')
  await until(() => waiting.length === 3)
  for (const done of waiting.splice(0)) done(0)
})

test('export failures count as dropped and say nothing of what the collector said', async () => {
  const exporter = new FakeExporter((done) => done(1))
  const { batcher, losses, add } = setUp(exporter)
  add(4)
  await until(() => batcher.dropped === 4)
  assert.deepEqual(losses, [[4, 'the collector could not be reached (ECONNREFUSED)']])
})

test('an exporter that throws, and one that never answers, block nothing', async () => {
  const thrower = new FakeExporter(() => {
    throw new Error('boom')
  })
  const one = setUp(thrower)
  one.add(4)
  await until(() => one.batcher.dropped === 4)

  const silent = setUp(new FakeExporter(() => {}), { timeout: 5 })
  silent.add(4)
  await until(() => silent.batcher.dropped === 4)
  assert.deepEqual(silent.losses, [[4, 'the collector does not answer']])
  assert.equal(silent.add(10), 10)
  await until(() => silent.batcher.dropped === 14)
})

test('flush() waits for every batch; shutdown() gives up at its deadline and counts what was lost', async () => {
  const exporter = new FakeExporter((done) => setImmediate(done, 0))
  const one = setUp(exporter, { queue: 100, delay: 60_000 })
  one.add(30)
  await one.batcher.flush(5000)
  assert.equal(exporter.spans.length, 30)

  const hanging = setUp(new FakeExporter(() => {}), { delay: 60_000 })
  hanging.add(6)
  await hanging.batcher.shutdown(20)
  assert.equal(hanging.batcher.dropped, 6)
  assert.equal(hanging.batcher.reserve(1), false)
  await hanging.batcher.shutdown(20)
})

test('export rests in proportion to the time that it took from the thread', async () => {
  const starts: number[] = []
  const took: number[] = []
  const exporter = new FakeExporter((done) => {
    const started = performance.now()
    starts.push(started)
    while (performance.now() - started < 5);
    took.push(performance.now() - started)
    done(0)
  })
  const { add } = setUp(exporter, { queue: 100 })
  add(8)
  await until(() => starts.length === 2)
  const [first = 0, second = 0] = starts
  const [busy = 0] = took
  assert.ok(second - first >= busy * 19, `${second - first} ms between two batches, the first of ${busy} ms`)
})

test('lossReport() tells the first loss at once, and the sum of the others later and at its end', async () => {
  const warnings: string[] = []
  const report = lossReport((message) => warnings.push(message), 20)
  report.lost(1, 'a')
  for (let i = 0; i < 100; i++) report.lost(2, 'b')
  assert.equal(warnings.length, 1)
  assert.match(warnings[0] ?? '', /: 1 span not delivered: a/)
  await until(() => warnings.length === 2)
  assert.match(warnings[1] ?? '', /: 200 spans not delivered: b/)
  report.lost(3, 'c')
  report.close()
  assert.match(warnings[2] ?? '', /: 3 spans not delivered: c/)
  report.close()
  assert.equal(warnings.length, 3)
})

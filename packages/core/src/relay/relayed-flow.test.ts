import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, handFlow, listening, makeKit, until } from '../../test/harness.ts'
import { GatewayError } from '../errors.ts'
import type { Answered } from '../exchange.ts'
import { utf8 } from '../web/bytes.ts'
import type { Sink } from '../web/flow.ts'
import { relayedFlow } from './relayed-flow.ts'

function relayed(stalled = 0) {
  const kit = makeKit({ stalled })
  const exchange = accepted(arrival(), kit) as Answered
  const source = handFlow()
  const watched: unknown[] = []
  const taps = {
    chunk: (bytes: Uint8Array) => void watched.push(new TextDecoder().decode(bytes)),
    end: (whole: boolean) => void watched.push(whole),
  }
  let done = 0
  const flow = relayedFlow(source, exchange, kit, taps, () => void done++)
  return { kit, exchange, source, watched, flow, sink: listening(), done: () => done }
}

test('relayedFlow() hands chunks on before the taps see them, counts them, and ends once', () => {
  const { exchange, source, watched, flow, done } = relayed()
  const order: string[] = []
  const sink: Sink = {
    data: (chunk) => void order.push(`client ${new TextDecoder().decode(chunk)} after ${watched.length}`),
    end: (trailers) => void order.push(`end ${trailers.join()}`),
    fail: () => assert.fail('failed'),
  }
  flow.read(sink)
  source.sink.data(utf8('abc'))
  source.sink.data(utf8('de'))
  source.sink.end(['x-checksum', '1', 'x-strait-error', 'forged', 'connection', 'x'])
  source.sink.end([])
  assert.deepEqual(order, ['client abc after 0', 'client de after 1', 'end x-checksum,1'])
  assert.deepEqual(watched, ['abc', 'de', true])
  assert.deepEqual([exchange.bytesOut, exchange.ended, exchange.error, done()], [5, 'whole', undefined, 1])
})

test('relayedFlow() breaks the transfer when the upstream dies, and says who it was', () => {
  const rows: [error: unknown, ended: string, code: string][] = [
    [new Error('reset'), 'upstream', 'upstream_cut'],
    ['reset', 'upstream', 'upstream_cut'],
    [new GatewayError('idle_timeout'), 'strait', 'idle_timeout'],
  ]
  for (const [error, ended, code] of rows) {
    const { exchange, source, watched, flow, sink, done } = relayed()
    flow.read(sink)
    source.sink.data(utf8('a'))
    source.sink.fail(error)
    source.sink.end([])
    assert.deepEqual([exchange.ended, exchange.error, exchange.cause, done()], [ended, code, error, 1])
    assert.ok(sink.heard[1] instanceof Error)
    assert.equal(sink.heard.length, 2)
    assert.deepEqual(watched, ['a', false])
  }
})

test('relayedFlow() takes the upstream call with the client that leaves', () => {
  const { exchange, source, flow, sink, done } = relayed()
  const reason = new Error('left')
  flow.read(sink)
  exchange.cancel.pull(reason)
  source.sink.data(utf8('late'))
  assert.deepEqual(sink.heard, [reason])
  assert.deepEqual(source.calls, ['read', 'cancel'])
  assert.deepEqual([exchange.ended, exchange.error, done()], ['client', 'client_gone', 1])
})

test('relayedFlow() knows a client that left though the upstream says it was itself', () => {
  const { exchange, source, flow, sink, done } = relayed()
  flow.read(sink)
  // The attempt hears of it first and fails its flow.
  const inner = exchange.cancel
  inner.pull(new Error('left'))
  source.sink.fail(new Error('aborted'))
  assert.deepEqual([exchange.ended, exchange.error, done()], ['client', 'client_gone', 1])
})

test('relayedFlow() is over when its reader cancels it, read or unread', () => {
  for (const read of [true, false]) {
    const { exchange, source, flow, sink, done } = relayed()
    if (read) flow.read(sink)
    flow.cancel(new Error('enough'))
    assert.ok(source.calls.includes('cancel'))
    assert.deepEqual([exchange.ended, done()], ['client', 1])
  }
})

test('relayedFlow() fails a reader that comes after the client left', () => {
  const { exchange, flow, sink, source } = relayed()
  const reason = new Error('left')
  exchange.cancel.pull(reason)
  flow.read(sink)
  assert.deepEqual(sink.heard, [reason])
  assert.deepEqual(source.calls, ['cancel'])
})

test('relayedFlow() drops a client that takes nothing for too long', async () => {
  const { kit, exchange, source, flow, sink, done } = relayed(1)
  flow.read(sink)
  flow.pause()
  await until(() => done() > 0)
  assert.deepEqual([exchange.ended, exchange.error], ['strait', 'client_stalled'])
  assert.deepEqual(source.calls, ['read', 'pause', 'cancel'])
  assert.equal(kit.state.deadlines.size, 0)
})

test('relayedFlow() leaves a client alone that takes bytes again, and no deadline behind', async () => {
  const { kit, source, flow, sink, done } = relayed(1)
  flow.read(sink)
  flow.pause()
  flow.resume()
  let later = false
  kit.state.deadlines.after(10, () => {
    later = true
  })
  await until(() => later)
  assert.equal(done(), 0)
  flow.pause()
  source.sink.end([])
  assert.equal(done(), 1)
  assert.equal(kit.state.deadlines.size, 0)
})

test('relayedFlow() ends the exchange though the callbacks of the server throw', () => {
  const broken = () => {
    throw new Error('broken server')
  }
  const rows: [name: keyof Sink, drive: (sink: Sink) => void, ended: string][] = [
    ['data', (sink) => sink.data(utf8('a')), 'client'],
    ['end', (sink) => sink.end([]), 'whole'],
    ['fail', (sink) => sink.fail(new Error('reset')), 'upstream'],
  ]
  for (const [name, drive, ended] of rows) {
    const { exchange, source, flow, sink, done } = relayed()
    flow.read({ data: sink.data, end: sink.end, fail: sink.fail, [name]: broken })
    assert.doesNotThrow(() => drive(source.sink))
    assert.deepEqual([exchange.ended, done()], [ended, 1], name)
  }
})

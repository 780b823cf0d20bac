import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, handFlow, makeKit, makeRoute, until } from '../../test/harness.ts'
import type { Answer, Answered } from '../exchange.ts'
import { utf8 } from '../web/bytes.ts'
import { relay } from './relay.ts'

function relayed(over: Partial<Answer>, method = 'POST') {
  const kit = makeKit()
  const answer: Answer = {
    status: 200,
    reason: 'Fine',
    headers: [],
    body: undefined,
    rules: undefined,
    from: 'upstream',
    ...over,
  }
  const match = { route: makeRoute(() => assert.fail()), rest: '', detected: undefined, rule: 'test' }
  const exchange = Object.assign(accepted(arrival({ method }), kit), { match, answer }) as Answered
  let done = 0
  return { exchange, done: () => done, reply: () => relay(exchange, kit, () => void done++) }
}

test('relay() hands on status, reason, headers and bytes as they came', async () => {
  const headers = ['X-A', '1', 'content-length', '2', 'Content-Encoding', 'gzip', 'x-strait-cost', 'forged']
  const { exchange, reply, done } = relayed({ status: 529, headers, body: utf8('{}') })
  const made = reply()
  assert.deepEqual([made.status, made.reason, made.body], [529, 'Fine', utf8('{}')])
  assert.deepEqual(made.headers, [...headers.slice(0, 6), 'x-strait-request-id', exchange.id])
  await until(() => done() > 0)
  assert.deepEqual([exchange.bytesOut, exchange.ended, exchange.status], [2, 'whole', 529])
})

test('relay() gives no body with HEAD, 204, 205 and 304, whatever the upstream sent', async () => {
  const rows: [method: string, status: number, length: string][] = [
    ['HEAD', 200, '2'],
    ['GET', 204, '2'],
    ['GET', 205, '0'],
    ['GET', 304, '2'],
  ]
  for (const [method, status, length] of rows) {
    const flow = handFlow()
    for (const body of [utf8('{}'), flow]) {
      const { exchange, reply, done } = relayed({ status, headers: ['content-length', '2'], body }, method)
      const made = reply()
      const name = `${method} ${status}`
      assert.equal(made.body, undefined, name)
      assert.equal(made.headers[made.headers.indexOf('content-length') + 1], length, name)
      await until(() => done() > 0)
      assert.deepEqual([exchange.bytesOut, exchange.ended], [0, 'whole'], name)
    }
    assert.deepEqual(flow.calls, ['cancel'])
  }
})

test('relay() shows a whole body to taps after it has been handed over', async () => {
  const order: string[] = []
  const { exchange, reply, done } = relayed({ body: utf8('{}') })
  exchange.taps.push({ name: 'noting', chunk: () => void order.push('tap'), end: () => void order.push('end') })
  async function serve(): Promise<void> {
    await (async () => reply())()
    order.push('written')
  }
  await serve()
  await until(() => done() > 0)
  assert.deepEqual(order, ['written', 'tap', 'end'])
})

test('relay() gives nothing to a client that has left', () => {
  const { exchange, reply } = relayed({ body: handFlow() })
  exchange.cancel.pull(new Error('left'))
  assert.throws(reply, { code: 'client_gone' })
})

test('relay() holds on to no request body once an answer is chosen', () => {
  const { exchange, reply } = relayed({ body: handFlow() })
  reply()
  assert.equal(exchange.body.replayable, false)
})

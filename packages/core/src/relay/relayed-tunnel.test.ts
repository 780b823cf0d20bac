import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, handFlow, makeKit, until } from '../../test/harness.ts'
import type { Answered } from '../exchange.ts'
import { concat, utf8 } from '../web/bytes.ts'
import { TEXT } from '../web/frames/frame-head.ts'
import { closeFrame, writeFrame } from '../web/frames/write-frame.ts'
import { relayedTunnel } from './relayed-tunnel.ts'

const TEXT_FRAME = writeFrame(TEXT, utf8('hello'), false)

function relayed({ idle = 0, stalled = 0 } = {}) {
  const kit = makeKit({ stalled })
  const exchange = accepted(arrival({ method: 'GET' }), kit) as Answered
  const down = handFlow()
  const up: Uint8Array[] = []
  const calls: string[] = []
  const source = {
    down,
    up: { write: (bytes: Uint8Array) => up.push(bytes) > 0, end: () => void calls.push('end'), onRoom() {} },
    idle,
  }
  let done = 0
  const tunnel = relayedTunnel(source, exchange, kit, () => void done++)
  const heard: Uint8Array[] = []
  const endings: string[] = []
  tunnel.down.read({
    data: (bytes) => void heard.push(bytes),
    end: () => void endings.push('end'),
    fail: () => void endings.push('fail'),
  })
  const fate = () => [exchange.ended, exchange.error, done]
  return { kit, exchange, tunnel, down, up, calls, heard, endings, fate }
}

test('relayedTunnel() passes bytes both ways as they are, and counts them', () => {
  const { exchange, tunnel, down, up, heard } = relayed()
  down.sink.data(utf8('abc'))
  assert.equal(tunnel.up.write(utf8('de')), true)
  assert.deepEqual([concat(heard), concat(up)], [utf8('abc'), utf8('de')])
  assert.deepEqual([exchange.bytesOut, exchange.body.received], [3, 2])
})

test('relayedTunnel() says who ended it: nobody where a close frame went, else who left first', () => {
  const close = closeFrame(1000, '', false)
  const whole = relayed()
  whole.down.sink.data(close)
  whole.tunnel.up.write(closeFrame(1000, '', true))
  whole.down.sink.end([])
  assert.deepEqual([whole.fate(), whole.endings], [['whole', undefined, 1], ['end']])

  const cut = relayed()
  cut.down.sink.data(TEXT_FRAME)
  cut.down.sink.end([])
  assert.deepEqual([cut.fate(), cut.endings], [['upstream', 'upstream_cut', 1], ['end']])

  const reset = relayed()
  reset.down.sink.fail(new Error('reset'))
  assert.deepEqual([reset.fate(), reset.endings], [['upstream', 'upstream_cut', 1], ['fail']])

  const gone = relayed()
  gone.exchange.cancel.pull(new Error('the client left'))
  assert.deepEqual(
    [gone.fate(), gone.down.calls],
    [
      ['client', 'client_gone', 1],
      ['read', 'cancel'],
    ],
  )

  const polite = relayed()
  polite.tunnel.up.write(closeFrame(1000, '', true))
  polite.exchange.cancel.pull(new Error('the client left'))
  assert.deepEqual(
    [polite.fate(), polite.down.calls],
    [
      ['whole', undefined, 1],
      ['read', 'cancel'],
    ],
  )
})

test('relayedTunnel() sends 1001 both ways when the process stops, between two frames, and waits for the answers', () => {
  const { kit, tunnel, down, up, heard, endings, fate } = relayed()
  down.sink.data(TEXT_FRAME.subarray(0, 4))
  kit.state.drain()
  assert.deepEqual(concat(heard), TEXT_FRAME.subarray(0, 4), 'not within a frame')
  assert.deepEqual([up[0]?.[0], up[0]?.[1]], [0x88, 0x80 | 30], 'the upstream is between two')
  down.sink.data(concat([TEXT_FRAME.subarray(4), TEXT_FRAME]))
  const goodbye = closeFrame(1001, 'the gateway is shutting down', false)
  assert.deepEqual(concat(heard), concat([TEXT_FRAME, goodbye]))
  tunnel.up.write(writeFrame(TEXT, utf8('late'), true))
  assert.equal(up.length, 1, 'nothing follows a close frame')
  assert.deepEqual(fate(), [undefined, undefined, 0])
  tunnel.up.write(closeFrame(1001, '', true))
  assert.deepEqual(endings, [])
  down.sink.data(closeFrame(1001, '', false))
  assert.deepEqual([fate(), endings, down.calls.at(-1)], [['strait', 'draining', 1], ['end'], 'cancel'])
})

test('relayedTunnel() made while the process stops leaves at once', () => {
  const kit = makeKit()
  kit.state.drain()
  const heard: Uint8Array[] = []
  const exchange = accepted(arrival({ method: 'GET' }), kit) as Answered
  const source = { down: handFlow(), up: { write: () => true, end() {}, onRoom() {} }, idle: 0 }
  const tunnel = relayedTunnel(source, exchange, kit, () => {})
  tunnel.down.read({ data: (bytes) => void heard.push(bytes), end() {}, fail() {} })
  assert.deepEqual(heard[0]?.subarray(2, 4), new Uint8Array([0x03, 0xe9]))
  exchange.cancel.pull(new Error('over'))
})

test('relayedTunnel() ends where nothing moves either way, and no sooner', async () => {
  const { exchange, tunnel, down, heard } = relayed({ idle: 120 })
  const beats = [1, 2, 3, 4, 5, 6]
  for (const beat of beats) {
    await new Promise((resolve) => setTimeout(resolve, 40))
    if (beat % 2 === 0) down.sink.data(TEXT_FRAME)
    else tunnel.up.write(writeFrame(TEXT, utf8('x'), true))
  }
  assert.equal(heard.length, 3)
  await until(() => heard.length === 4)
  assert.deepEqual(heard[3]?.subarray(2, 4), new Uint8Array([0x03, 0xe9]), 'a close frame 1001')
  tunnel.up.write(closeFrame(1001, '', true))
  down.sink.end([])
  assert.deepEqual([exchange.ended, exchange.error], ['strait', 'idle_timeout'])
})

test('relayedTunnel() drops a client that takes nothing for too long', async () => {
  const { tunnel, endings, fate } = relayed({ stalled: 50 })
  tunnel.down.pause()
  tunnel.down.resume()
  tunnel.down.pause()
  await until(() => endings.length > 0)
  assert.deepEqual(fate(), ['strait', 'client_stalled', 1])
})

test('relayedTunnel() lets the upstream know that the client has ended, unless a close frame said so', () => {
  const silent = relayed()
  silent.tunnel.up.end()
  assert.deepEqual(silent.calls, ['end'])
  silent.down.sink.end([])
  assert.deepEqual(silent.fate(), ['client', 'client_gone', 1])

  const polite = relayed()
  polite.tunnel.up.write(closeFrame(1000, '', true))
  polite.tunnel.up.end()
  assert.deepEqual(polite.calls, [])
  polite.down.sink.end([])
  assert.deepEqual(polite.fate(), ['whole', undefined, 1])
})

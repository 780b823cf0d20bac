import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Cancel, closeFrame, GatewayError, PING, type Sink, TEXT, utf8, writeFrame } from '@strait/core'
import { MessageEnd, type MessageSocket } from './message-end.ts'

function joined({ room = true, upRoom = true } = {}) {
  const calls: string[] = []
  const cancel = new Cancel()
  let sink: Sink | undefined
  let roomAgain = () => {}
  const up: Uint8Array[] = []
  const down = {
    read: (reader: Sink) => {
      sink = reader
    },
    pause: () => void calls.push('pause'),
    resume: () => void calls.push('resume'),
    cancel: () => void calls.push('cancel'),
  }
  const outlet = {
    write: (bytes: Uint8Array) => {
      up.push(bytes)
      return upRoom
    },
    end: () => void calls.push('up end'),
    onRoom: (listener: () => void) => {
      roomAgain = listener
    },
  }
  const socket: MessageSocket = {
    text: (message) => calls.push(`text ${message}`) > 0 && room,
    binary: (message) => calls.push(`binary ${message.length}`) > 0 && room,
    ping: (data) => void calls.push(`ping ${data.length}`),
    pong: (data) => void calls.push(`pong ${data.length}`),
    close: (code, reason) => void calls.push(`close ${code} ${reason}`),
    terminate: () => void calls.push('terminate'),
  }
  const end = new MessageEnd({ down, up: outlet }, cancel, 1000)
  end.open(socket)
  return { calls, cancel, end, up, sink: sink as unknown as Sink, roomAgain: () => roomAgain() }
}

/** Opcode and payload of a masked frame. */
function unmasked(frame: Uint8Array | undefined): [opcode: number, text: string] {
  assert.ok(frame !== undefined && ((frame[1] as number) & 0x80) !== 0, 'what goes to a server is masked')
  const key = frame.subarray(2, 6)
  const payload = frame.subarray(6).map((byte, i) => byte ^ (key[i & 3] as number))
  return [(frame[0] as number) & 0x0f, new TextDecoder('latin1').decode(payload)]
}

test('MessageEnd speaks to the upstream as a client does', () => {
  const { end, up } = joined()
  end.message('hi')
  end.message(utf8('yo'))
  end.pong(utf8('p'))
  assert.deepEqual(up.map(unmasked), [
    [1, 'hi'],
    [2, 'yo'],
    [10, 'p'],
  ])
})

test('MessageEnd holds the upstream back while the client has no room', () => {
  const { calls, end, sink } = joined({ room: false })
  sink.data(writeFrame(TEXT, utf8('a'), false))
  sink.data(writeFrame(PING, utf8('b'), false))
  end.drained()
  end.drained()
  assert.deepEqual(calls, ['text a', 'pause', 'ping 1', 'resume'])
})

test('MessageEnd passes closes on both ways, and an end without one as none', () => {
  const theirs = joined()
  theirs.sink.data(closeFrame(1011, 'why', false))
  theirs.end.closed(1011, 'why')
  theirs.sink.end([])
  assert.deepEqual(theirs.calls, ['close 1011 why', 'up end'])
  assert.deepEqual(unmasked(theirs.up[0]), [8, '\x03\xf3why'])

  const ours = joined()
  ours.end.closed(1005, '')
  assert.deepEqual([unmasked(ours.up[0]), ours.calls], [[8, ''], ['up end']])

  const gone = joined()
  gone.end.closed(1006, '')
  assert.deepEqual([gone.cancel.pulled, gone.up], [true, []])

  const cut = joined()
  cut.sink.end([])
  assert.deepEqual(cut.calls, ['terminate'])
})

test('MessageEnd ends what breaks the protocol, and tells both sides', () => {
  const { calls, cancel, up, sink } = joined()
  sink.data(writeFrame(3, utf8('x'), false))
  assert.deepEqual([unmasked(up[0]), calls], [[8, '\x03\xea'], ['close 1011 upstream_malformed']])
  assert.ok(cancel.reason instanceof GatewayError)
})

test('MessageEnd passes on what waited, and then the close behind it', () => {
  const { calls, end, up, roomAgain } = joined({ upRoom: false })
  for (const text of ['a', 'b']) end.message(text)
  end.closed(1000, '')
  assert.deepEqual([up.length, calls], [1, []])
  for (let i = 0; i < 3; i++) roomAgain()
  assert.deepEqual(up.map(unmasked), [
    [1, 'a'],
    [1, 'b'],
    [8, '\x03\xe8'],
  ])
  assert.deepEqual(calls, ['up end'])
})

test('MessageEnd ends where an upstream takes nothing and the client sends on, before memory does', () => {
  const { calls, cancel, end, up, roomAgain } = joined({ upRoom: false })
  const large = new Uint8Array(16 * 1024 * 1024)
  for (let i = 0; i < 4; i++) end.message(large)
  assert.equal(up.length, 1, 'one is on its way, three wait')
  roomAgain()
  assert.equal(up.length, 2)
  end.message(large)
  assert.equal(cancel.pulled, false)
  end.message(large)
  assert.deepEqual([cancel.pulled, calls], [true, ['close 1013 overloaded']])
})

test('MessageEnd counts what each message takes beside its bytes, for as long as it waits', () => {
  const { cancel, end, roomAgain } = joined({ upRoom: false })
  const send = (times: number) => {
    for (let i = 0; i < times; i++) end.message('')
  }
  send(601)
  for (let i = 0; i < 600; i++) roomAgain()
  end.message(new Uint8Array(64 * 1024 * 1024 - 100_000))
  send(600)
  assert.equal(cancel.pulled, false, 'what is on its way counts no more')
  send(400)
  assert.equal(cancel.pulled, true)
})

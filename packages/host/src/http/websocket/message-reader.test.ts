import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BINARY, CLOSE, CONTINUATION, closeFrame, concat, PING, PONG, TEXT, utf8, writeFrame } from '@strait/core'
import { MessageReader } from './message-reader.ts'

function reading(most = 1000) {
  const heard: unknown[] = []
  const reader = new MessageReader(
    {
      text: (message) => void heard.push(message),
      binary: (message) => void heard.push([...message]),
      ping: (data) => void heard.push(`ping ${data.length}`),
      pong: (data) => void heard.push(`pong ${data.length}`),
      close: (code, reason) => void heard.push(`close ${code} ${reason}`),
    },
    most,
  )
  return { reader, heard }
}

const frame = (opcode: number, text = '', final = true): Uint8Array => {
  const bytes = writeFrame(opcode, utf8(text), false)
  if (!final) bytes[0] = (bytes[0] as number) & 0x7f
  return bytes
}

const stream = concat([
  frame(TEXT, 'hé'),
  frame(TEXT),
  writeFrame(BINARY, new Uint8Array([1, 2]), false),
  frame(TEXT, 'one ', false),
  frame(PING, 'beat'),
  frame(CONTINUATION, '', false),
  frame(CONTINUATION, 'message'),
  frame(PONG),
  frame(BINARY, 'x'.repeat(300)),
  closeFrame(3001, 'bye', false),
  frame(TEXT, 'behind the close'),
])
const said = ['hé', '', [1, 2], 'ping 4', 'one message', 'pong 0', [...utf8('x'.repeat(300))], 'close 3001 bye']

test('MessageReader.feed() makes messages of frames, whole, byte by byte and cut in two anywhere', () => {
  const cuts = [[stream], [...stream].map((byte) => new Uint8Array([byte]))]
  for (let at = 1; at < stream.length; at++) cuts.push([stream.subarray(0, at), stream.subarray(at)])
  for (const pieces of cuts) {
    const { reader, heard } = reading()
    for (const piece of pieces) assert.equal(reader.feed(piece), undefined)
    assert.deepEqual(heard, said, `${pieces.length} pieces, the first of ${pieces[0]?.length}`)
  }
})

test('MessageReader.feed() keeps a BOM, and characters that are cut between fragments', () => {
  const { reader, heard } = reading()
  reader.feed(frame(TEXT, '\ufeffx'))
  const [first, ...rest] = utf8('é')
  const begin = writeFrame(TEXT, new Uint8Array([first as number]), false)
  begin[0] = TEXT
  reader.feed(concat([begin, writeFrame(CONTINUATION, new Uint8Array(rest), false)]))
  assert.deepEqual(heard, ['\ufeffx', 'é'])
})

test('MessageReader.feed() tells a close without a code as 1005', () => {
  const { reader, heard } = reading()
  reader.feed(frame(CLOSE))
  assert.deepEqual(heard, ['close 1005 '])
})

test('MessageReader.feed() hands a message that came whole on as it lies there', () => {
  const bytes = frame(BINARY, 'abc')
  const heard: Uint8Array[] = []
  const nothing = () => assert.fail()
  const events = { text: nothing, ping: nothing, pong: nothing, close: nothing }
  new MessageReader({ ...events, binary: (message) => void heard.push(message) }, 1000).feed(bytes)
  assert.deepEqual([heard.length, heard[0]?.buffer], [1, bytes.buffer])
})

test('MessageReader.feed() keeps none of the bytes that it was given', () => {
  const { reader, heard } = reading()
  const pieces = [frame(TEXT, 'a', false), frame(PING, 'beat').subarray(0, 4), frame(PING, 'beat').subarray(4)]
  pieces.push(concat([frame(CONTINUATION, 'b', false), frame(CONTINUATION, 'c', false)]), frame(CONTINUATION, 'd'))
  const long = frame(TEXT, 'x'.repeat(500))
  pieces.push(long.subarray(0, 100), long.subarray(100))
  for (const piece of pieces) {
    reader.feed(piece)
    // What would lie here were it kept.
    piece.fill(0)
  }
  assert.deepEqual(heard, ['ping 4', 'abcd', 'x'.repeat(500)])
})

const wrong: readonly [what: string, bytes: Uint8Array, code: number][] = [
  ['a masked frame', writeFrame(TEXT, utf8('a'), true), 1002],
  ['a reserved bit', frame(TEXT | 0x40, 'a'), 1002],
  ['an opcode that is none', frame(3, 'a'), 1002],
  ['a control opcode that is none', frame(0xb, 'a'), 1002],
  ['a ping in fragments', frame(PING, 'a', false), 1002],
  ['a long ping', frame(PING, 'a'.repeat(126)), 1002],
  ['a continuation of nothing', frame(CONTINUATION, 'a'), 1002],
  ['a message within a message', concat([frame(TEXT, 'a', false), frame(TEXT, 'b')]), 1002],
  ['text that is no UTF-8', writeFrame(TEXT, new Uint8Array([0xff]), false), 1007],
  ['a close of one byte', writeFrame(CLOSE, new Uint8Array([3]), false), 1002],
  ['a close with a code that never stands there', closeFrame(1006, '', false), 1002],
  ['a close with a reason that is no UTF-8', closeFrame(1000, new Uint8Array([0xff]), false), 1007],
  ['a message beyond the bound', frame(TEXT, 'a'.repeat(1001)), 1009],
  [
    'fragments beyond the bound',
    concat([frame(TEXT, 'a'.repeat(600), false), frame(CONTINUATION, 'a'.repeat(600))]),
    1009,
  ],
]

test('MessageReader.feed() tells what breaks RFC 6455, and by which code', () => {
  for (const [what, bytes, code] of wrong) {
    const { reader, heard } = reading()
    assert.equal(reader.feed(bytes)?.code, code, what)
    assert.deepEqual(heard, [], what)
  }
})

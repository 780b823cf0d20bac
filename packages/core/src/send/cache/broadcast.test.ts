import assert from 'node:assert/strict'
import { test } from 'node:test'
import { handFlow, listening } from '../../../test/harness.ts'
import { utf8 } from '../../web/bytes.ts'
import { Broadcast } from './broadcast.ts'

function scene(most = 1000) {
  const source = handFlow()
  const told: unknown[] = []
  const broadcast = new Broadcast(source, most, {
    ended: (pieces) => void told.push(pieces?.map((piece) => new TextDecoder().decode(piece))),
    closed: () => void told.push('closed'),
  })
  const listener = () => {
    const flow = broadcast.reader()
    const sink = listening()
    return { flow, sink, heard: sink.heard, begin: () => flow.read(sink) }
  }
  return { source, told, broadcast, listener }
}

test('Broadcast gives every reader all of it, also those who come later', () => {
  const { source, told, listener } = scene()
  const [one, two] = [listener(), listener()]
  one.begin()
  source.sink.data(utf8('a'))
  two.begin()
  source.sink.data(utf8('b'))
  const three = listener()
  three.begin()
  source.sink.end(['x', '1'])
  for (const { heard } of [one, two, three]) assert.deepEqual(heard, ['a', 'b', 'end'])
  assert.deepEqual(told, [['a', 'b']])
  assert.deepEqual(source.calls, ['read'])
})

test('Broadcast copies what the source may use again', () => {
  const { source, listener } = scene()
  const [one, two] = [listener(), listener()]
  one.begin()
  const memory = utf8('a')
  source.sink.data(memory)
  memory.fill(0)
  two.begin()
  assert.deepEqual(two.heard, ['a'])
})

test('Broadcast holds the source back only while nobody takes what comes', () => {
  const { source, listener } = scene()
  const [one, two] = [listener(), listener()]
  one.begin()
  two.begin()
  one.flow.pause()
  assert.deepEqual(source.calls, ['read'])
  two.flow.pause()
  assert.deepEqual(source.calls, ['read', 'pause'])
  one.flow.resume()
  assert.deepEqual(source.calls, ['read', 'pause', 'resume'])
  one.flow.cancel()
  assert.deepEqual(source.calls, ['read', 'pause', 'resume', 'pause'], 'the one who is left is held')
})

test('Broadcast lets nobody be held up by one who reads slowly, and cuts who is too far behind', () => {
  const { source, told, listener } = scene(10)
  const [fast, slow] = [listener(), listener()]
  fast.begin()
  slow.begin()
  slow.flow.pause()
  source.sink.data(utf8('12345'))
  source.sink.data(utf8('67890'))
  assert.deepEqual(told, [])
  slow.flow.resume()
  slow.flow.pause()
  source.sink.data(utf8('abcde'))
  assert.deepEqual(told, ['closed'])
  source.sink.data(utf8('fghij'))
  assert.deepEqual(slow.heard, ['12345', '67890'], 'held, and no more behind than may be')
  source.sink.data(utf8('k'))
  assert.equal((slow.heard.at(-1) as unknown as { code: string }).code, 'client_stalled')
  source.sink.end([])
  assert.deepEqual(fast.heard, ['12345', '67890', 'abcde', 'fghij', 'k', 'end'])
  assert.deepEqual(told, ['closed', undefined], 'too much to be kept')
})

test('Broadcast cuts nobody who reads alone, however slowly', () => {
  const { source, listener } = scene(10)
  const one = listener()
  one.begin()
  one.flow.pause()
  for (const text of ['12345', '67890', 'abcde']) source.sink.data(utf8(text))
  assert.deepEqual(source.calls, ['read', 'pause'])
  one.flow.resume()
  source.sink.end([])
  assert.deepEqual(one.heard, ['12345', '67890', 'abcde', 'end'])
})

test('Broadcast tells who was left behind before it began', () => {
  const { source, listener } = scene(10)
  const [fast, late] = [listener(), listener()]
  fast.begin()
  for (const text of ['12345', '67890', 'abcde']) source.sink.data(utf8(text))
  assert.equal(late.flow.isCut, true)
  late.begin()
  assert.equal((late.heard[0] as { code: string }).code, 'client_stalled')
  assert.equal(fast.flow.isCut, false)
})

test('Broadcast breaks off for all when the source does, and one reader’s throw is his alone', () => {
  const { source, told, listener } = scene()
  const [one, two] = [listener(), listener()]
  one.sink.data = () => {
    throw new Error('his own')
  }
  one.begin()
  two.begin()
  source.sink.data(utf8('a'))
  const cut = new Error('cut')
  source.sink.fail(cut)
  assert.deepEqual([one.heard, two.heard], [[], ['a', cut]])
  assert.deepEqual(told, [undefined])
})

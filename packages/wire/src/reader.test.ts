import assert from 'node:assert/strict'
import { test } from 'node:test'
import { corpus } from '../test/corpus/corpus.ts'
import type { Expected, Row } from '../test/corpus/row.ts'
import { bytesOf, type Heard, latin1, listen } from '../test/listen.ts'
import { KnownLines } from './known-lines.ts'
import { Reader, type ReaderSink } from './reader.ts'

type Cut = (bytes: Uint8Array) => Iterable<readonly Uint8Array[]>

/** The ways in which one answer may arrive. */
const cuts: Readonly<Record<string, Cut>> = {
  whole: (bytes) => [[bytes]],
  'byte by byte': (bytes) => [Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))],
  'with nothing between the bytes': (bytes) => [
    Array.from(bytes, (_, at) => [bytes.subarray(at, at), bytes.slice(at, at + 1)]).flat(),
  ],
  'cut in two at every position': function* (bytes) {
    for (let at = 1; at < bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)]
  },
}

for (const [section, rows] of Object.entries(corpus)) {
  for (const [way, cut] of Object.entries(cuts)) {
    test(`Reader.feed() understands ${section}, fed ${way}`, () => {
      assert.deepEqual(
        rows.flatMap((row) => differenceOf(row, cut)),
        [],
      )
    })
  }
}

test('Reader.feed() understands the corpus by what other answers have taught, too', () => {
  const known = new KnownLines()
  const rows = Object.values(corpus).flat()
  for (const time of ['first', 'second', 'third']) {
    const wrong = rows.filter((row) => !isAsExpected(listen(row, [bytesOf(row.bytes)], known), row.expected))
    assert.deepEqual(
      wrong.map(({ name }) => name),
      [],
      `${time} time`,
    )
  }
})

test('the corpus has each answer under a name of its own', () => {
  for (const [section, rows] of Object.entries(corpus)) {
    const names = rows.map(({ name }) => name)
    assert.deepEqual(
      names.filter((name, at) => names.indexOf(name) !== at),
      [],
      section,
    )
  }
  assert.ok(Object.values(corpus).flat().length >= 300)
})

test('Reader.begin() serves one answer after the other', () => {
  const heard: string[] = []
  const reader = new Reader(sinkOf(heard))
  const answers = [
    ['GET', 'HTTP/1.1 200 A\r\ncontent-length: 2\r\na: b\r\n\r\nhi', 'head 200 A 4', 'data hi', 'end 0'],
    ['HEAD', 'HTTP/1.1 200 B\r\ncontent-length: 2\r\n\r\n', 'head 200 B 2', 'end 0'],
    ['GET', 'HTTP/1.1 100 C\r\n\r\nHTTP/1.1 204 D\r\n\r\n', 'interim 100', 'head 204 D 0', 'end 0'],
    [
      'GET',
      'HTTP/1.1 200 E\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\na: b\r\n\r\n',
      'head 200 E 2',
      'data hi',
      'end 2',
    ],
    ['GET', 'HTTP/1.1 200 F\r\ncontent-length: 1\r\n\r\nx', 'head 200 F 2', 'data x', 'end 0'],
  ] as const
  for (const [method, bytes, ...expected] of answers) {
    heard.length = 0
    reader.begin(method, 16_384)
    assert.equal(reader.feed(bytesOf(bytes)), undefined)
    assert.deepEqual(heard, expected)
    assert.ok(reader.idle)
  }
  assert.equal(reader.finish(), undefined)
})

test('Reader.begin() gives each answer its own room for interim answers', () => {
  const reader = new Reader(sinkOf([]))
  for (let round = 0; round < 3; round++) {
    reader.begin('GET', 16_384)
    assert.equal(reader.feed(bytesOf(`${'HTTP/1.1 102 P\r\n\r\n'.repeat(60)}HTTP/1.1 204 N\r\n\r\n`)), undefined)
  }
})

test('Reader.feed() takes nothing where no answer is due', () => {
  const heard: string[] = []
  const reader = new Reader(sinkOf(heard))
  assert.equal(reader.feed(new Uint8Array(0)), undefined)
  const error = reader.feed(bytesOf('HTTP/1.1 408 Request Timeout\r\n\r\n'))
  assert.equal(error?.code, 'malformed')
  reader.begin('GET', 16_384)
  assert.equal(
    reader.feed(bytesOf('HTTP/1.1 204 N\r\n\r\n')),
    error,
    'what came before the request poisons what follows',
  )
  assert.deepEqual(heard, [])
})

test('Reader.feed() gives bytes behind an answer to no later one, though it is armed while it is fed', () => {
  for (const first of [
    'HTTP/1.1 204 A\r\n\r\n',
    'HTTP/1.1 200 A\r\ncontent-length: 1\r\n\r\nx',
    'HTTP/1.1 200 A\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
  ]) {
    const statuses: number[] = []
    const reader: Reader = new Reader({
      ...sinkOf([]),
      head: ({ status }) => statuses.push(status),
      end: () => reader.begin('GET', 16_384),
    })
    reader.begin('GET', 16_384)
    const error = reader.feed(bytesOf(`${first}HTTP/1.1 299 evil\r\ncontent-length: 0\r\n\r\n`))
    assert.equal(error?.code, 'malformed', first)
    assert.equal(statuses.includes(299), false, first)
  }
})

test('Reader.feed() hands a body on without copying it', () => {
  const heads = ['content-length: 5\r\n\r\n', '\r\n', 'transfer-encoding: chunked\r\n\r\n5\r\n']
  for (const head of heads) {
    const chunks: Uint8Array[] = []
    const reader = new Reader({ ...sinkOf([]), data: (chunk) => chunks.push(chunk) })
    reader.begin('GET', 16_384)
    const bytes = bytesOf(`HTTP/1.1 200 OK\r\n${head}hello`)
    assert.equal(reader.feed(bytes), undefined)
    assert.deepEqual(chunks.map(latin1), ['hello'], head)
    assert.equal(chunks[0]?.buffer, bytes.buffer, head)
  }
})

test('Reader.feed() tells of a wrong answer before it ends', () => {
  const early = [
    '<',
    'SSH',
    'HTTP/2',
    '\x15\x03',
    '\n',
    'HTTP/1.1 200 OK\r\na: b\n',
    'HTTP/1.1 200 OK\r\nbad name: x\r\n',
  ]
  for (const bytes of early) {
    const reader = new Reader(sinkOf([]))
    reader.begin('GET', 16_384)
    assert.equal(reader.feed(bytesOf(bytes))?.code, 'malformed', JSON.stringify(bytes))
  }
})

function differenceOf(row: Row, cut: Cut): readonly unknown[] {
  for (const pieces of cut(bytesOf(row.bytes))) {
    const heard = listen(row, pieces)
    if (!isAsExpected(heard, row.expected)) {
      return [
        {
          row: row.name,
          pieces: pieces.length > 2 ? pieces.length : pieces.map(latin1),
          expected: row.expected,
          heard,
        },
      ]
    }
  }
  return []
}

function isAsExpected({ broken, detail: _, silence: __, ...heard }: Heard, expected: Expected): boolean {
  if (broken.length > 0) return false
  try {
    assert.deepEqual(heard, { ...expected })
    return true
  } catch {
    return false
  }
}

function sinkOf(heard: string[]): ReaderSink {
  return {
    interim: (status) => heard.push(`interim ${status}`),
    head: ({ status, reason, headers }) => heard.push(`head ${status} ${reason} ${headers.length}`),
    data: (chunk) => heard.push(`data ${latin1(chunk)}`),
    end: (trailers) => heard.push(`end ${trailers.length}`),
  }
}

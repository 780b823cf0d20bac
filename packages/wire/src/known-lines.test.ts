import assert from 'node:assert/strict'
import process from 'node:process'
import { test } from 'node:test'
import fc from 'fast-check'
import { bytesOf, listen } from '../test/listen.ts'
import { KnownLines } from './known-lines.ts'

const limits = { method: 'GET', ends: 'open', maxHead: 16_384, maxLines: 1000 } as const

function headersOf(head: string, known?: KnownLines): readonly string[] | undefined {
  return listen(limits, [bytesOf(head)], known).head?.headers
}

function headOf(lines: readonly string[], status = '200 OK'): string {
  return `HTTP/1.1 ${status}\r\n${lines.map((line) => `${line}\r\n`).join('')}content-length: 0\r\n\r\n`
}

/** Answers of one upstream, one after the other: what differs between them, and what is told of the last. */
const table: readonly (readonly [what: string, heads: readonly (readonly string[])[]])[] = [
  [
    'the same again',
    [
      ['Server: a', 'Date: b'],
      ['Server: a', 'Date: b'],
    ],
  ],
  ['another value of the same length', [['X-Id: aaaa'], ['X-Id: aaab']]],
  ['a longer value, and a shorter', [['X-Id: a'], ['X-Id: aaaaaa'], ['X-Id: aa']]],
  ['a value that begins as the one before', [['X-Id: aa'], ['X-Id: aab'], ['X-Id: aa']]],
  ['no value', [['X-Id: a'], ['X-Id:'], ['X-Id: '], ['X-Id: a']]],
  ['blanks around a value', [['X-Id: a'], ['X-Id:a'], ['X-Id:  a \t'], ['X-Id: a']]],
  ['a name in another spelling', [['X-Id: a'], ['x-id: a'], ['X-Id: a']]],
  [
    'a name that begins as another',
    [
      ['X-Id: a', 'X: b'],
      ['X: b', 'X-Id-More: a', 'X-Id: a'],
    ],
  ],
  [
    'a line less, in front, between and behind',
    [['A: 1', 'B: 2', 'C: 3'], ['B: 2', 'C: 3'], ['A: 1', 'C: 3'], ['A: 1']],
  ],
  [
    'a line more, in front, between and behind',
    [['B: 2'], ['A: 1', 'B: 2'], ['A: 1', 'B: 2', 'C: 3'], ['A: 1', 'X: 0', 'C: 3']],
  ],
  [
    'lines in another order',
    [
      ['A: 1', 'B: 2', 'C: 3'],
      ['C: 3', 'A: 1', 'B: 2'],
      ['B: 2', 'A: 1', 'C: 3'],
    ],
  ],
  ['a name twice, then once, then with other values', [['A: 1', 'A: 2'], ['A: 2'], ['A: 2', 'A: 1', 'A: 1']]],
  ['cookies', [['Set-Cookie: a=1', 'set-cookie: b=2'], ['Set-Cookie: a=3'], ['Set-Cookie: a=1', 'set-cookie: b=2']]],
  ['a value that is always another', Array.from({ length: 40 }, (_, i) => [`X-Id: ${i * 7919}`, 'Server: a'])],
  [
    'a value that rests after it was always another',
    [...Array.from({ length: 40 }, (_, i) => [`X-Id: ${i}`]), ['X-Id: 39'], ['X-Id: 39']],
  ],
  [
    'values longer than what is remembered',
    [
      [`A: ${'a'.repeat(500)}`, 'B: 1'],
      [`A: ${'a'.repeat(499)}b`, 'B: 1'],
    ],
  ],
  [
    'a name longer than what is remembered',
    [[`${'a'.repeat(200)}: 1`], [`${'a'.repeat(200)}: 1`], [`${'a'.repeat(201)}: 1`]],
  ],
  [
    'bytes beyond ASCII',
    [
      ['A: caf\xe9', 'B: 1'],
      ['A: cafe', 'B: 1'],
      ['A: caf\xe9', 'B: 1'],
    ],
  ],
]

for (const [what, heads] of table) {
  test(`KnownLines.read() tells lines as they came: ${what}`, () => {
    const known = new KnownLines()
    for (const lines of heads) {
      const flat = [...lines, 'content-length: 0'].flatMap((line) => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon), line.slice(colon + 1).trim()]
      })
      assert.deepEqual(headersOf(headOf(lines), known), flat)
    }
  })
}

test('KnownLines.read() tells a status line as it came', () => {
  const known = new KnownLines()
  for (const status of [
    '200 OK',
    '200 OK',
    '200',
    '200 ',
    '201 OK',
    '200 OKAY',
    '200 OK',
    `200 ${'a'.repeat(300)}`,
    '200 OK',
  ]) {
    const { head } = listen(limits, [bytesOf(headOf([], status))], known)
    assert.deepEqual([head?.status, head?.reason], [Number(status.slice(0, 3)), status.slice(4)])
  }
})

test('KnownLines.read() takes a line that is cut at every place for what it is', () => {
  const known = new KnownLines()
  const whole = headOf(['Server: nginx', 'X-Id: abcdef'])
  listen(limits, [bytesOf(whole)], known)
  for (let end = 0; end < whole.length; end++) {
    const cut = listen(limits, [bytesOf(whole.slice(0, end))], known)
    assert.deepEqual([cut.head, cut.error], [undefined, undefined], `${end} bytes`)
  }
})

test('KnownLines.read() bounds a head that it knows as any other', () => {
  const known = new KnownLines()
  const head = headOf(['Server: nginx', 'X-Id: abcdef'])
  for (const maxHead of [16_384, head.length, head.length - 1]) {
    for (const maxLines of [1000, 3, 2]) {
      const row = { ...limits, maxHead, maxLines }
      const wrong = maxHead < head.length || maxLines < 3
      assert.equal(listen(row, [bytesOf(head)], known).error, wrong ? 'head_too_large' : undefined)
    }
  }
})

test('KnownLines.read() tells the heads of any upstream as a reader does that knows none', () => {
  const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)
  console.log(`fuzz: known lines: FUZZ_SEED=${seed}`)
  const name = fc.integer({ min: 0, max: 120 }).map((i) => `${i % 3 === 0 ? 'X-Ratelimit' : 'x'}-${i}`)
  const line = fc.tuple(name, fc.constantFrom('', ' ', ': '), fc.constantFrom('', 'a', 'ab', 'b'.repeat(130), '\xe9'))
  const heads = fc.array(fc.array(line, { maxLength: 40 }), { minLength: 2, maxLength: 60, size: 'max' })
  const property = fc.property(heads, (all) => {
    const known = new KnownLines()
    for (const lines of all) {
      const head = headOf(lines.map(([key, blank, value]) => `${key}:${blank}${value}`))
      assert.deepEqual(headersOf(head, known), headersOf(head))
    }
  })
  fc.assert(property, { seed, numRuns: 1e9, interruptAfterTimeLimit: 500, markInterruptAsFailure: false })
})

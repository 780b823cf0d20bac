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

/** The first of the lines that fill the memory, and a head for which it is emptied and in which that line is another. */
const emptied: readonly (readonly [what: string, first: string, head: readonly string[]])[] = [
  ['over the value of a length', 'x-tokens-left1: 1', ['x-a: 1', 'content-length: 2', 'x-tokens-left1: 9']],
  ['over a name, which becomes that of a length', 'x-a:1', ['x-b: 1', 'contaaaaaaaaaa: 1', 'x-a:ent-length: 9']],
]

for (const [what, first, lines] of emptied) {
  test(`KnownLines.read() writes nothing ${what} when it has forgotten all in the middle of a head`, () => {
    const known = new KnownLines()
    const full = [first, ...Array.from({ length: 63 }, (_, i) => `n-${i}: 1`)]
    for (const all of [full, lines, ['content-length: 9']]) {
      const bytes = bytesOf(`HTTP/1.1 200 OK\r\n${all.join('\r\n')}\r\n\r\n123456789`)
      assert.deepEqual(listen(limits, [bytes], known), listen(limits, [bytes]))
    }
  })
}

test('KnownLines.read() tells the heads of any upstream as a reader does that knows none', () => {
  const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)
  console.log(`fuzz: known lines: FUZZ_SEED=${seed}`)
  // More names than are remembered, most of them as long as the one on which the message's end hangs.
  const name = fc.integer({ min: 0, max: 99 }).map((i) => {
    if (i % 4 === 0) return `${i % 8 === 0 ? 'X-Ratelimit' : 'x'}-${i}`
    return `x-tokens-a-${String(i).padStart(3, '0')}`
  })
  const often = { weight: 8, arbitrary: fc.constantFrom(' 1', ' 2', ' 3') }
  const value = fc.oneof(often, fc.constantFrom('', ' ', '1', ' ab', ':: ', 'b'.repeat(130), ' \xe9'))
  const line = fc.tuple(name, value).map((parts) => parts.join(':'))
  // Lines that come in their order are known again. Only a long head both empties the memory and fills it anew.
  const head = fc.record({
    front: fc.array(line, { maxLength: 6, size: 'max' }),
    ordered: fc.array(line, { maxLength: 150, size: 'max' }),
    at: fc.nat({ max: 150 }),
    length: fc.integer({ min: 1, max: 3 }),
  })
  const property = fc.property(fc.noBias(fc.array(head, { minLength: 30, maxLength: 60, size: 'max' })), (heads) => {
    const known = new KnownLines()
    for (const { front, ordered, at, length } of heads) {
      const lines = [...front, ...ordered.toSorted()]
      lines.splice(at, 0, `content-length: ${length}`)
      const bytes = bytesOf(`HTTP/1.1 200 OK\r\n${lines.join('\r\n')}\r\n\r\n${'123'.slice(0, length)}`)
      assert.deepEqual(listen(limits, [bytes], known), listen(limits, [bytes]))
    }
  })
  fc.assert(property, { seed, numRuns: 15, endOnFailure: true })
})

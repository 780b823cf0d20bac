import fc from 'fast-check'
import { corpus } from '../corpus/corpus.ts'
import { good, lines, type Row } from '../corpus/row.ts'

/** What makes parsers stumble: framing, blanks and line ends, in pieces that may land anywhere. */
const PIECES = [
  ...[
    '\r',
    '\n',
    '\r\n',
    '\r\n\r\n',
    '\n\n',
    '\r\r\n',
    ' ',
    '\t',
    '\0',
    '\x0b',
    '\x7f',
    '\x80',
    '\xff',
    ':',
    ';',
    ',',
    '=',
  ],
  ...['"', '\\', '-', '+', '0', '1', '5', 'a', 'f', 'F', '0x', '00', '99', 'x', '0\r\n\r\n', '5\r\nhello\r\n'],
  ...[
    'HTTP/1.1 ',
    'HTTP/1.0 ',
    'HTTP/1.1 200 OK\r\n',
    'HTTP/1.1 103 Early\r\n\r\n',
    'HTTP/1.1 204 No\r\n\r\n',
    '304',
    '204',
  ],
  ...[
    'a: b\r\n',
    'content-length: 5\r\n',
    'Content-Length: 0\r\n',
    'transfer-encoding: chunked\r\n',
    'chunked',
    'gzip, ',
  ],
  ...[
    'connection: close\r\n',
    'connection: keep-alive\r\n',
    'keep-alive: timeout=5\r\n',
    ';a=b',
    ';a="b"',
    ' folded\r\n',
  ],
]

/** Whole answers come more often: what is made of a wrong one is mostly wrong at the same place. */
const rows = Object.values(corpus).flatMap((section) =>
  section
    .filter(({ bytes }) => bytes.length < 4000)
    .flatMap((row) => (row.expected.trailers === undefined ? [row] : [row, row, row])),
)

type Mutation = (text: string) => string

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...PIECES) },
  fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
)
const short = fc.integer({ min: 0, max: 12 })

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, piece).map(([at, added]) => splice(at, 0, () => added)),
  fc.tuple(place, piece, short).map(([at, added, length]) => splice(at, length, () => added)),
  fc.tuple(place, short).map(([at, length]) => splice(at, length, () => '')),
  fc.tuple(place, short).map(([at, length]) => splice(at, length, (cut) => cut + cut)),
  fc.tuple(place, short).map(([at, length]) => splice(at, length, (cut) => cut.toUpperCase())),
  fc.tuple(place, short).map(([at, length]) => splice(at, length, (cut) => [...cut].reverse().join(''))),
  fc
    .tuple(place, fc.constantFrom(...rows))
    .map(([at, { bytes }]) => splice(at, Infinity, () => bytes.slice(at * bytes.length))),
)

/** An answer that nobody would send on purpose. */
export interface Mutant {
  readonly method: string
  readonly bytes: string
}

/** Answers of the corpus, changed in a few places. */
export const mutants: fc.Arbitrary<Mutant> = fc
  .tuple(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...rows) }, built()), fc.array(mutation, { maxLength: 3 }))
  .map(([{ method, bytes }, changes]) => ({ method, bytes: changes.reduce((text, change) => change(text), bytes) }))

/** Bytes that are hardly ever an answer, among them the beginning of one. */
export const strings: fc.Arbitrary<Mutant> = fc.oneof(
  { weight: 3, arbitrary: mutants },
  fc
    .tuple(
      fc.constantFrom('GET', 'HEAD', 'CONNECT'),
      fc.constantFrom(...beginnings()),
      fc.array(piece, { maxLength: 40, size: 'max' }),
    )
    .map(([method, beginning, pieces]) => ({ method, bytes: beginning + pieces.join('') })),
)

function beginnings(): string[] {
  const ok = 'HTTP/1.1 200 OK\r\n'
  const chunked = `${ok}transfer-encoding: chunked\r\n\r\n`
  return [
    '',
    '',
    'HTTP/1.1 ',
    'HTTP/1.1 200 ',
    ok,
    `${ok}a: `,
    `${ok}content-length: `,
    chunked,
    `${chunked}1`,
    `${chunked}1;`,
    `${chunked}0\r\n`,
    `${ok}\r\n`,
  ]
}

function splice(share: number, length: number, change: (cut: string) => string): Mutation {
  return (text) => {
    const at = Math.floor(share * (text.length + 1))
    return text.slice(0, at) + change(text.slice(at, at + length)) + text.slice(at + length)
  }
}

/** Well-formed answers that are in no list. */
function built(): fc.Arbitrary<Row> {
  const name = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'abcXYZ-_.09!~') })
  const value = fc.string({ maxLength: 20, unit: fc.constantFrom(...'abc ,;=":\t\x80\xff09') })
  const fields = fc.array(fc.tuple(name, value), { maxLength: 6 })
  const bodies = fc.array(fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom(...'ab\r\n0 \0\xff') }), {
    maxLength: 4,
  })
  const status = fc.integer({ min: 200, max: 599 })
  return fc
    .tuple(fields, bodies, status, fc.constantFrom('length', 'chunked', 'close'))
    .map(([pairs, parts, code, framing]) => {
      const own = pairs.map((pair) => pair.join(':'))
      const body = parts.join('')
      const framed = {
        length: [`Content-Length: ${body.length}`, '', body],
        chunked: [
          'Transfer-Encoding: chunked',
          '',
          ...parts.map((part) => `${part.length.toString(16)}\r\n${part}`),
          '0',
          '',
          '',
        ],
        close: ['', body],
      }[framing]
      return good('built', lines(`HTTP/1.1 ${code} x`, ...own, ...framed))
    })
}

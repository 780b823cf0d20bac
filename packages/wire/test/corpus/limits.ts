import { bad, good, lines, type Row, waiting } from './row.ts'

const HEAD = lines('HTTP/1.1 204 No', 'name: value', '', '')
const GIVEN = { status: 204, reason: 'No', headers: ['name', 'value'] }
const LARGE = { error: 'head_too_large' } as const
const EARLY = lines('HTTP/1.1 103 Hi', 'name: value', '', '')
const manyLines = (count: number): string => lines('HTTP/1.1 204 No', ...Array(count).fill('a: b'), '', '')
const manyPairs = (count: number): string[] => Array.from({ length: count }, () => ['a', 'b']).flat()
const { length } = HEAD

/** RFC 9112 2.3 and 3, RFC 9110 5.4: how much is too much is ours to say. */
export const limits: readonly Row[] = [
  good('exactly as large as may be', HEAD, { ...GIVEN, maxHead: length }),
  good('smaller by one', HEAD, { ...GIVEN, maxHead: length + 1 }),
  ...[1, 2, 3, 4, 5, 15, length - 20, length - 2].map((less) =>
    bad(`larger by ${less}`, HEAD, { ...LARGE, maxHead: length - less }),
  ),
  bad('larger by one and the connection ends', HEAD, { ...LARGE, ends: 'eof', maxHead: length - 1 }),
  waiting('as large as may be and not at its end', HEAD.slice(0, -2), { maxHead: length - 2 }),
  bad('one byte beyond without an end', HEAD.slice(0, -1), { ...LARGE, maxHead: length - 2 }),
  bad('a status line without an end', `HTTP/1.1 200 ${'x'.repeat(300)}`, { ...LARGE, maxHead: 200 }),
  bad('a name without an end', `HTTP/1.1 200 OK\r\n${'x'.repeat(300)}`, { ...LARGE, maxHead: 200 }),
  bad('a value without an end', `HTTP/1.1 200 OK\r\na: ${'x'.repeat(300)}`, { ...LARGE, maxHead: 200 }),
  bad('blanks without an end', `HTTP/1.1 200 OK\r\na: ${' '.repeat(300)}`, { ...LARGE, maxHead: 200 }),
  bad('fields without an end', `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(60)}`, { ...LARGE, maxHead: 200 }),
  good('a body is no part of the head', `HTTP/1.1 200 OK\r\ncontent-length: 300\r\n\r\n${'x'.repeat(300)}`, {
    maxHead: 60,
    headers: ['content-length', '300'],
    framing: 300,
    body: 'x'.repeat(300),
  }),
  good(
    'chunks are no part of it',
    `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n12c\r\n${'x'.repeat(300)}\r\n0\r\n\r\n`,
    {
      maxHead: 60,
      headers: ['transfer-encoding', 'chunked'],
      framing: 'chunked',
      body: 'x'.repeat(300),
    },
  ),
  good('each interim answer has room of its own', `${EARLY}${EARLY}${EARLY}${HEAD}`, {
    ...GIVEN,
    maxHead: length,
    interim: [
      [103, ['name', 'value']],
      [103, ['name', 'value']],
      [103, ['name', 'value']],
    ],
  }),
  bad('an interim answer that is too large', `${EARLY}${HEAD}`, { ...LARGE, maxHead: length - 1 }),
  bad('too large behind an interim answer', `HTTP/1.1 100 C\r\n\r\n${HEAD}`, {
    ...LARGE,
    maxHead: length - 1,
    interim: [[100, []]],
  }),
  good(
    'trailers have room of their own',
    `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n${'a: b\r\n'.repeat(7)}\r\n`,
    {
      maxHead: 50,
      headers: ['transfer-encoding', 'chunked'],
      framing: 'chunked',
      trailers: manyPairs(7),
    },
  ),
  good('as many lines as may be', manyLines(5), { ...GIVEN, maxLines: 5, headers: manyPairs(5) }),
  bad('a line too many', manyLines(6), { ...LARGE, maxLines: 5 }),
  bad('many lines too many', manyLines(60), { ...LARGE, maxLines: 5 }),
  bad('a line too many and no end', manyLines(6).slice(0, -2), { ...LARGE, maxLines: 5 }),
  bad('a wrong line behind a line too many', `${manyLines(6).slice(0, -2)}wrong\r\n\r\n`, { ...LARGE, maxLines: 5 }),
  bad('a wrong byte behind a line too many', `${manyLines(6).slice(0, -2)}a: \0\r\n\r\n`, { ...LARGE, maxLines: 5 }),
  bad('a wrong line before a line too many', manyLines(6).replace('a: b', 'ab'), { maxLines: 5 }),
  bad('a wrong byte behind what is too large', `${HEAD.slice(0, -2)}a: bcdefgh\0\r\n\r\n`, {
    ...LARGE,
    maxHead: length,
  }),
  bad('a wrong byte before it is too large', `HTTP/1.1 204 No\r\na: \0\r\n${'b: c\r\n'.repeat(60)}`, { maxHead: 100 }),
  good('a thousand lines where nothing is said', manyLines(1000), { ...GIVEN, headers: manyPairs(1000) }),
  bad('a line more than a thousand where nothing is said', manyLines(1001), LARGE),
]

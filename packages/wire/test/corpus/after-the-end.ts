import { good, lines, type Row } from './row.ts'

const NEXT = lines('HTTP/1.1 200 OK', 'content-length: 4', '', 'evil')
const AFTER = { error: 'malformed' } as const

const answers: readonly (readonly [name: string, bytes: string, given: Parameters<typeof good>[2]])[] = [
  [
    'a length',
    lines('HTTP/1.1 200 OK', 'content-length: 2', '', 'hi'),
    { headers: ['content-length', '2'], framing: 2, body: 'hi' },
  ],
  ['a length of nought', lines('HTTP/1.1 200 OK', 'content-length: 0', '', ''), { headers: ['content-length', '0'] }],
  [
    'chunks',
    lines('HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', '2', 'hi', '0', '', ''),
    { headers: ['transfer-encoding', 'chunked'], framing: 'chunked', body: 'hi' },
  ],
  [
    'trailers',
    lines('HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', '0', 'a: b', '', ''),
    { headers: ['transfer-encoding', 'chunked'], framing: 'chunked', trailers: ['a', 'b'] },
  ],
  ['204', lines('HTTP/1.1 204 No', '', ''), { status: 204, reason: 'No' }],
  ['304', lines('HTTP/1.1 304 No', '', ''), { status: 304, reason: 'No' }],
  ['HEAD', lines('HTTP/1.1 200 OK', 'content-length: 2', '', ''), { method: 'HEAD', headers: ['content-length', '2'] }],
  [
    'a connection that closes',
    lines('HTTP/1.1 204 No', 'connection: close', '', ''),
    { status: 204, reason: 'No', headers: ['connection', 'close'], reusable: false },
  ],
]

const extras: readonly (readonly [name: string, bytes: string])[] = [
  ['one byte', 'x'],
  ['a line end', '\r\n'],
  ['a bare LF', '\n'],
  ['NUL', '\0'],
  ['another answer', NEXT],
  ['half an answer', 'HTTP/1.1 '],
  ['a body', 'hello'],
]

/** RFC 9112 6.3 and 9.2: no request is out, so whatever comes belongs to nobody, and never to the next request. */
export const afterTheEnd: readonly Row[] = answers.flatMap(([name, bytes, given]) => [
  ...extras.map(([extra, text]) => good(`${extra} behind ${name}`, bytes + text, { ...given, ...AFTER })),
  good(`the end behind ${name}`, bytes, { ...given, ends: 'eof' }),
])

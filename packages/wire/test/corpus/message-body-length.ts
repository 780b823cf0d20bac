import { good, lines, type Row, unfinished } from './row.ts'

const HEAD = { method: 'HEAD' } as const
const CONNECT = { method: 'CONNECT' } as const
const LENGTH = ['content-length', '5']
const CHUNKED = ['transfer-encoding', 'chunked']
const answer = (line: string, ...rest: readonly string[]): string => lines(`HTTP/1.1 ${line}`, ...rest)

/** Answers that have no body, whatever their fields say (rules 1 and 2). */
const without: readonly Row[] = [
  good('HEAD and a length', answer('200 OK', 'content-length: 5', '', ''), { ...HEAD, headers: LENGTH }),
  good('HEAD and chunked', answer('200 OK', 'transfer-encoding: chunked', '', ''), { ...HEAD, headers: CHUNKED }),
  good('HEAD and neither', answer('200 OK', '', ''), HEAD),
  good('HEAD and an error', answer('404 No', 'content-length: 5', '', ''), {
    ...HEAD,
    status: 404,
    reason: 'No',
    headers: LENGTH,
  }),
  good('HEAD in HTTP/1.0', lines('HTTP/1.0 200 OK', 'content-length: 5', '', ''), {
    ...HEAD,
    version: '1.0',
    headers: LENGTH,
  }),
  good('HEAD and a huge length', answer('200 OK', 'content-length: 999999999999999', '', ''), {
    ...HEAD,
    headers: ['content-length', '999999999999999'],
  }),
  good('204', answer('204 No Content', '', ''), { status: 204, reason: 'No Content' }),
  good('204 and a length', answer('204 N', 'content-length: 5', '', ''), { status: 204, reason: 'N', headers: LENGTH }),
  good('204 and a length of nought', answer('204 N', 'content-length: 0', '', ''), {
    status: 204,
    reason: 'N',
    headers: ['content-length', '0'],
  }),
  good('204 and chunked', answer('204 N', 'transfer-encoding: chunked', '', ''), {
    status: 204,
    reason: 'N',
    headers: CHUNKED,
  }),
  good('204 at the end of the connection', answer('204 N', '', ''), { ends: 'eof', status: 204, reason: 'N' }),
  good('304', answer('304 Same', 'etag: "x"', '', ''), { status: 304, reason: 'Same', headers: ['etag', '"x"'] }),
  good('304 and a length', answer('304 Same', 'content-length: 5', '', ''), {
    status: 304,
    reason: 'Same',
    headers: LENGTH,
  }),
  good('304 and chunked', answer('304 Same', 'transfer-encoding: chunked', '', ''), {
    status: 304,
    reason: 'Same',
    headers: CHUNKED,
  }),
  good('204 to POST', answer('204 N', '', ''), { method: 'POST', status: 204, reason: 'N' }),
  good('CONNECT taken', answer('200 Connection established', '', ''), {
    ...CONNECT,
    reason: 'Connection established',
  }),
  good('CONNECT taken, with a length', answer('200 OK', 'content-length: 5', '', ''), { ...CONNECT, headers: LENGTH }),
  good('CONNECT taken, chunked', answer('200 OK', 'transfer-encoding: chunked', '', ''), {
    ...CONNECT,
    headers: CHUNKED,
  }),
  good('CONNECT taken with 299', answer('299 OK', '', ''), { ...CONNECT, status: 299 }),
]

const withBody: readonly Row[] = [
  good('CONNECT refused', answer('407 Who', 'content-length: 5', '', 'hello'), {
    ...CONNECT,
    status: 407,
    reason: 'Who',
    headers: LENGTH,
    framing: 5,
    body: 'hello',
  }),
  good('CONNECT sent elsewhere', answer('300 OK', 'transfer-encoding: chunked', '', '1', 'x', '0', '', ''), {
    ...CONNECT,
    status: 300,
    headers: CHUNKED,
    framing: 'chunked',
    body: 'x',
  }),
  ...[200, 201, 203, 205, 206, 300, 303, 305, 400, 500, 999].map((status) =>
    good(`${status} with a length`, answer(`${status} OK`, 'content-length: 5', '', 'hello'), {
      status,
      headers: LENGTH,
      framing: 5,
      body: 'hello',
    }),
  ),
  ...['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'QUERY', 'head', 'connect'].map((method) =>
    good(`to ${method}`, answer('200 OK', 'content-length: 5', '', 'hello'), {
      method,
      headers: LENGTH,
      framing: 5,
      body: 'hello',
    }),
  ),
  good('205 with a length of nought', answer('205 Reset', 'content-length: 0', '', ''), {
    status: 205,
    reason: 'Reset',
    headers: ['content-length', '0'],
  }),
  good('205 chunked', answer('205 OK', 'transfer-encoding: chunked', '', '0', '', ''), {
    status: 205,
    headers: CHUNKED,
    framing: 'chunked',
  }),
]

/** Neither length nor chunked: the connection's end is the body's (rule 8). */
const untilClose: readonly Row[] = [
  ...['hello', '', '\r\n', '0\r\n\r\n', 'HTTP/1.1 200 OK\r\n\r\n', '\0\xff\n'].map((body) =>
    good(`until the end: ${JSON.stringify(body)}`, answer('200 OK', '', body), { ends: 'eof', framing: 'close', body }),
  ),
  good('until the end, a few hundred bytes', answer('200 OK', '', 'x'.repeat(600)), {
    ends: 'eof',
    framing: 'close',
    body: 'x'.repeat(600),
  }),
  good('until the end in HTTP/1.0', lines('HTTP/1.0 200 OK', '', 'hello'), {
    ends: 'eof',
    version: '1.0',
    framing: 'close',
    body: 'hello',
  }),
  good('until the end though it says keep-alive', answer('200 OK', 'connection: keep-alive', '', 'hello'), {
    ends: 'eof',
    headers: ['connection', 'keep-alive'],
    framing: 'close',
    body: 'hello',
  }),
  good('an error until the end, to POST', answer('502 Bad', '', 'hello'), {
    method: 'POST',
    ends: 'eof',
    status: 502,
    reason: 'Bad',
    framing: 'close',
    body: 'hello',
  }),
  good('205 until the end', answer('205 OK', '', ''), { ends: 'eof', status: 205, framing: 'close' }),
  unfinished('no end yet', answer('200 OK', '', 'hello'), { framing: 'close', body: 'hello' }),
  unfinished('neither byte nor end yet', answer('200 OK', '', ''), { framing: 'close' }),
]

/** RFC 9112 6.3. */
export const messageBodyLength: readonly Row[] = [...without, ...withBody, ...untilClose]

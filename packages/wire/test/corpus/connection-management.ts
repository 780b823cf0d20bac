import { good, lines, type Row } from './row.ts'

type Case = readonly [name: string, reusable: boolean, ...connection: string[]]

const in11: readonly Case[] = [
  ['says nothing', true],
  ['close', false, 'close'],
  ['Close', false, 'Close'],
  ['CLOSE', false, 'CLOSE'],
  ['close among others', false, 'x, close, y'],
  ['close without blanks', false, 'x,close'],
  ['close with tabs', false, 'x\t,\tclose'],
  ['close behind empty members', false, ', ,close'],
  ['close before an empty member', false, 'close,'],
  ['close in a second line', false, 'x', 'close'],
  ['close in a first line', false, 'close', 'x'],
  ['close and keep-alive', false, 'close, keep-alive'],
  ['keep-alive and close', false, 'keep-alive', 'close'],
  ['keep-alive', true, 'keep-alive'],
  ['an unknown option', true, 'x'],
  ['nothing behind the colon', true, ''],
  ['an option that begins like close', true, 'closed'],
  ['an option that ends like close', true, 'x-close'],
  ['close as part of two words', true, 'close-x, not-close'],
  ['upgrade without an upgrade', true, 'upgrade'],
]

const in10: readonly Case[] = [
  ['says nothing', false],
  ['keep-alive', true, 'keep-alive'],
  ['Keep-Alive', true, 'Keep-Alive'],
  ['keep-alive among others', true, 'x, keep-alive'],
  ['keep-alive in a second line', true, 'x', 'keep-alive'],
  ['close', false, 'close'],
  ['keep-alive and close', false, 'keep-alive, close'],
  ['close and keep-alive in two lines', false, 'close', 'keep-alive'],
  ['an unknown option', false, 'x'],
  ['an option that begins like keep-alive', false, 'keep-alive-x'],
]

const timeouts: readonly (readonly [value: string, ms: number | undefined])[] = [
  ['timeout=5', 5000],
  ['timeout=5, max=100', 5000],
  ['max=100, timeout=5', 5000],
  ['max=100,timeout=15', 15_000],
  ['Timeout=5', 5000],
  ['timeout="5"', 5000],
  ['timeout=0', 0],
  ['max=100', undefined],
  ['300', undefined],
  ['timeout=x', undefined],
  ['timeout=-5', undefined],
  ['timeout=', undefined],
  ['', undefined],
  ['xtimeout=5', undefined],
]

/** RFC 9112 9.3 and 9.6; `keep-alive` as Appendix C.2.2 and common servers have it. */
export const connectionManagement: readonly Row[] = [
  ...in11.map((row) => saying('1.1', row)),
  ...in10.map((row) => saying('1.0', row)),
  ...timeouts.map(([value, keepAlive]) =>
    good(`keep-alive: ${value}`, lines('HTTP/1.1 204 No', `keep-alive: ${value}`, '', ''), {
      status: 204,
      reason: 'No',
      headers: ['keep-alive', value],
      ...(keepAlive === undefined ? {} : { keepAlive }),
    }),
  ),
  good('close beside a body', lines('HTTP/1.1 200 OK', 'connection: close', 'content-length: 2', '', 'hi'), {
    headers: ['connection', 'close', 'content-length', '2'],
    framing: 2,
    body: 'hi',
    reusable: false,
  }),
  good(
    'close beside chunks',
    lines('HTTP/1.1 200 OK', 'transfer-encoding: chunked', 'connection: close', '', '0', '', ''),
    {
      headers: ['transfer-encoding', 'chunked', 'connection', 'close'],
      framing: 'chunked',
      reusable: false,
    },
  ),
  good('proxy-connection is nobody', lines('HTTP/1.1 204 No', 'proxy-connection: close', '', ''), {
    status: 204,
    reason: 'No',
    headers: ['proxy-connection', 'close'],
  }),
  good('keep-alive in HTTP/1.0 without a length', lines('HTTP/1.0 200 OK', 'connection: keep-alive', '', 'hi'), {
    ends: 'eof',
    version: '1.0',
    headers: ['connection', 'keep-alive'],
    framing: 'close',
    body: 'hi',
  }),
  good(
    'close in an interim answer means nothing',
    lines('HTTP/1.1 103 E', 'connection: close', '', 'HTTP/1.1 204 No', '', ''),
    {
      interim: [[103, ['connection', 'close']]],
      status: 204,
      reason: 'No',
    },
  ),
]

function saying(version: '1.0' | '1.1', [name, reusable, ...values]: Case): Row {
  const fields = values.map((value) => `connection: ${value}`)
  const headers = [...values.flatMap((value) => ['connection', value]), 'content-length', '0']
  const bytes = lines(`HTTP/${version} 200 OK`, ...fields, 'content-length: 0', '', '')
  return good(`HTTP/${version}: ${name}`, bytes, { version, headers, reusable })
}

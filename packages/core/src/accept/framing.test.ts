import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrival } from '../../test/harness.ts'
import { GatewayError } from '../errors.ts'
import type { Arrival } from '../exchange.ts'
import { utf8 } from '../web/bytes.ts'
import { readFraming } from './framing.ts'

const body = utf8('abc')

test('readFraming() tells how the client framed its body', () => {
  const rows: [headers: string[], over: Partial<Arrival>, present: boolean, length: number | undefined][] = [
    [[], {}, false, undefined],
    [[], { body }, false, undefined],
    [['content-length', '0'], {}, false, 0],
    [['content-length', '3'], { body }, true, 3],
    [['transfer-encoding', 'chunked'], { body }, true, undefined],
    [['Transfer-Encoding', 'Chunked'], { body }, true, undefined],
    [['content-length', '3'], { body, method: 'GET' }, true, 3],
    [['expect', '100-Continue', 'content-length', '3'], { body }, true, 3],
    [[], { body, httpVersion: '2' }, true, undefined],
    [[], { httpVersion: '2' }, false, undefined],
  ]
  for (const [headers, over, present, length] of rows) {
    assert.deepEqual(readFraming(arrival({ headers, ...over })), { present, length }, headers.join(' '))
  }
})

test('readFraming() refuses what could be read in two ways, or not be carried', () => {
  const rows: [headers: string[], over: Partial<Arrival>, code: string][] = [
    [['content-length', '3', 'content-length', '3'], { body }, 'ambiguous_framing'],
    [['content-length', '3, 3'], { body }, 'ambiguous_framing'],
    [['content-length', '3', 'transfer-encoding', 'chunked'], { body }, 'ambiguous_framing'],
    [['transfer-encoding', 'chunked', 'transfer-encoding', 'chunked'], { body }, 'ambiguous_framing'],
    [['transfer-encoding', 'gzip, chunked'], { body }, 'ambiguous_framing'],
    [['transfer-encoding', 'identity'], { body }, 'ambiguous_framing'],
    [['transfer-encoding', 'chunked'], { body, httpVersion: '1.0' }, 'ambiguous_framing'],
    [['content-length', '+3'], { body }, 'ambiguous_framing'],
    [['content-length', '-3'], { body }, 'ambiguous_framing'],
    [['content-length', '0x3'], { body }, 'ambiguous_framing'],
    [['content-length', '3.0'], { body }, 'ambiguous_framing'],
    [['content-length', ''], { body }, 'ambiguous_framing'],
    [['content-length', '9999999999999999999'], { body }, 'ambiguous_framing'],
    [['content-length', '3'], {}, 'body_not_carried'],
    [['transfer-encoding', 'chunked'], {}, 'body_not_carried'],
    [['expect', '200-ok'], {}, 'bad_expectation'],
  ]
  for (const [headers, over, code] of rows) {
    assert.throws(
      () => readFraming(arrival({ headers, ...over })),
      (error) => error instanceof GatewayError && error.code === code,
      headers.join(' '),
    )
  }
})

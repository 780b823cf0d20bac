import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WireBody } from '../../src/exchange.ts'
import { latin1 } from './bytes.ts'
import { against, type Wanted, wholeOf } from './rig.ts'
import { chunksOf } from './source.ts'
import { ok, type Script } from './upstream.ts'

/** What stands on the wire is what was asked for. */

/** Answers, and keeps the text of every request. */
function keeping(texts: string[]): Script {
  return async (peer) => {
    for (;;) {
      texts.push((await peer.request()).text)
      peer.write(ok(''))
    }
  }
}

async function written(wanted: Wanted): Promise<string> {
  const texts: string[] = []
  await against(keeping(texts), async ({ send }) => {
    await wholeOf(send(wanted))
  })
  assert.equal(texts.length, 1)
  return texts[0] ?? ''
}

test('send() writes method, target and headers byte for byte, host first', async () => {
  const text = await written({
    method: 'BREW',
    target: '/a//b/../c?q=%2F&&r=;#',
    origin: { hostHeader: 'Example.test:81' },
    headers: ['X-B', 'two', 'x-A', 'one', 'X-B', 'again', 'x-empty', '', 'x-latin', 'caf\u00e9\u00ff', 'x-tab', 'a\tb'],
  })
  const [start, host, ...fields] = text.split('\r\n')
  assert.equal(start, 'BREW /a//b/../c?q=%2F&&r=;# HTTP/1.1')
  assert.match(host ?? '', /^host: ?Example\.test:81$/i)
  assert.deepEqual(fields, [
    'X-B: two',
    'x-A: one',
    'X-B: again',
    'x-empty: ',
    'x-latin: caf\u00e9\u00ff',
    'x-tab: a\tb',
    '',
    '',
  ])
})

const framings: readonly [name: string, body: WireBody, fields: RegExp, tail: string][] = [
  ['none', { kind: 'none' }, /^$/, ''],
  ['empty', { kind: 'empty' }, /^content-length: ?0$/i, ''],
  ['bytes', { kind: 'bytes', bytes: latin1('h\u00e9llo') }, /^content-length: ?5$/i, 'h\u00e9llo'],
  ['a length', { kind: 'stream', length: 7, chunks: chunksOf('abc', '', 'defg') }, /^content-length: ?7$/i, 'abcdefg'],
  ['a length of 0', { kind: 'stream', length: 0, chunks: chunksOf() }, /^content-length: ?0$/i, ''],
  [
    'chunks',
    { kind: 'stream', length: undefined, chunks: chunksOf('abc', '', 'x'.repeat(26)) },
    /^transfer-encoding: ?chunked$/i,
    `3\r\nabc\r\n1a\r\n${'x'.repeat(26)}\r\n0\r\n\r\n`,
  ],
  [
    'chunks, none',
    { kind: 'stream', length: undefined, chunks: chunksOf() },
    /^transfer-encoding: ?chunked$/i,
    '0\r\n\r\n',
  ],
]
for (const [name, body, fields, tail] of framings) {
  test(`send() frames a body: ${name}`, async () => {
    const text = await written({ method: 'POST', headers: ['x-a', '1'], body })
    const end = text.indexOf('\r\n\r\n')
    const framing = text
      .slice(0, end)
      .split('\r\n')
      .filter((line) => /^(content-length|transfer-encoding):/i.test(line))
    assert.match(framing.join('\n'), fields)
    assert.ok(text.slice(0, end).includes('\r\nx-a: 1'))
    assert.equal(text.slice(end + 4), tail)
  })
}

test('send() writes a large body of bytes whole', async () => {
  const body = 'abcdefghij'.repeat(100_000)
  const text = await written({ method: 'POST', body: { kind: 'bytes', bytes: latin1(body) } })
  assert.ok(text.endsWith(`\r\n\r\n${body}`))
})

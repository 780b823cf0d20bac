import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UpstreamBody } from '../runtime.ts'
import { concat, utf8 } from '../web/bytes.ts'
import { Body } from './body.ts'

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield utf8(text)
}

async function read(body: UpstreamBody): Promise<string> {
  if (body.kind === 'bytes') return new TextDecoder().decode(body.bytes)
  const parts: Uint8Array[] = []
  if (body.kind === 'stream') for await (const chunk of body.chunks) parts.push(chunk)
  return new TextDecoder().decode(concat(parts))
}

test('send() puts other bytes in the place of its own for one attempt, in the same framing', async () => {
  const rows: [length: number | undefined, instead: string, expected: object][] = [
    [4, 'longer', { kind: 'bytes', bytes: utf8('longer') }],
    [4, '', { kind: 'empty' }],
    [undefined, 'longer', { kind: 'stream', length: undefined }],
    [undefined, '', { kind: 'stream', length: undefined }],
  ]
  for (const [length, instead, expected] of rows) {
    const body = new Body(pieces('ab', 'cd'), length, { max: 1e9 })
    await body.whole(10)
    const sent = body.send(utf8(instead))
    assert.partialDeepStrictEqual(sent, expected)
    assert.equal(await read(sent), instead)
    assert.equal(body.replayable, true)
    assert.equal(await read(body.send()), 'abcd')
    assert.equal(await read(body.send(utf8('x'))), 'x')
  }
})

test('what is larger than is kept goes once, though it is here whole; untouched it can go again', async () => {
  for (const length of [6, undefined]) {
    for (const instead of [undefined, utf8('other')]) {
      const body = new Body(utf8('larger'), length, { max: 100 })
      body.keep(5)
      body.send(instead)
      assert.equal(body.replayable, true, 'nobody has asked for a byte of it')
      const sent = body.send(instead)
      assert.deepEqual([sent.kind, 'length' in sent ? sent.length : 0], ['stream', length && (instead?.length ?? 6)])
      assert.equal(await read(sent), instead === undefined ? 'larger' : 'other')
      assert.equal(body.replayable, false)
    }
  }
  const small = new Body(utf8('small'), 5, { max: 100 })
  small.keep(5)
  assert.equal(await read(small.send()), 'small')
  assert.equal(small.replayable, true)
})

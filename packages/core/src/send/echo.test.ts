import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeTarget } from '../../test/harness.ts'
import type { UpstreamBody, UpstreamRequest } from '../runtime.ts'
import { utf8 } from '../web/bytes.ts'
import { echo } from './echo.ts'

async function echoed(over: Partial<UpstreamRequest> = {}) {
  const { place } = makeTarget('http://echo.test')
  assert.equal(place.kind, 'fixed')
  const outcome = await echo({
    origin: place.kind === 'fixed' ? place.base : assert.fail(),
    method: 'POST',
    target: '/a%2Fb?key=planted&alt=sse',
    headers: ['X-Twice', '1', 'Authorization', 'Bearer planted', 'x-twice', '2'],
    body: { kind: 'none' },
    connectTimeout: 0,
    expectContinue: 0,
    maxHead: 0,
    secretNames: new Set(),
    ...over,
  })
  if (outcome.kind !== 'answer') return assert.fail(outcome.kind)
  return { outcome, text: new TextDecoder().decode(outcome.body as Uint8Array | undefined) }
}

test('echo() tells what an upstream would have received, secrets masked', async () => {
  const { outcome, text } = await echoed({ body: { kind: 'bytes', bytes: utf8('{"a":1}') } })
  const report = JSON.parse(text)
  assert.equal(report.method, 'POST')
  assert.match(report.target, /^\/a%2Fb\?key=[^&]+&alt=sse$/)
  const names = report.headers.map(([name]: [string]) => name)
  assert.deepEqual(names, ['host', 'X-Twice', 'Authorization', 'x-twice', 'content-length'])
  assert.equal(report.body.text, '{"a":1}')
  assert.equal(report.body.sha256, '015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862')
  assert.equal(text.includes('planted'), false)
  assert.ok(outcome.headers.join().includes('x-content-type-options,nosniff'))
})

test('echo() shows that a body would wait for a 100', async () => {
  const rows: [body: UpstreamBody, wait: number, shown: string | undefined][] = [
    [{ kind: 'bytes', bytes: utf8('{}') }, 1000, '100-continue'],
    [{ kind: 'bytes', bytes: utf8('{}') }, 0, undefined],
    [{ kind: 'none' }, 1000, undefined],
    [{ kind: 'empty' }, 1000, undefined],
  ]
  for (const [body, expectContinue, shown] of rows) {
    const { headers } = JSON.parse((await echoed({ body, expectContinue })).text)
    assert.equal(new Map(headers).get('expect'), shown)
  }
})

test('echo() shows the framing and hashes what is no text', async () => {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array([0xff])
    yield new Uint8Array([0xfe])
  }
  const rows: [body: UpstreamBody, framing: unknown, text: string | null, bytes: number][] = [
    [{ kind: 'none' }, undefined, '', 0],
    [{ kind: 'empty' }, ['content-length', '0'], '', 0],
    [{ kind: 'stream', length: undefined, chunks: chunks() }, ['transfer-encoding', 'chunked'], null, 2],
    [{ kind: 'stream', length: 2, chunks: chunks() }, ['content-length', '2'], null, 2],
  ]
  for (const [body, framing, text, bytes] of rows) {
    const report = JSON.parse((await echoed({ body, headers: [] })).text)
    assert.deepEqual([report.headers[1], report.body.text, report.body.bytes], [framing, text, bytes])
  }
})

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import { COMPRESSED_TEXT } from './behaviours/bodies.ts'
import { behaviours } from './behaviours.ts'
import { connect, type RawClient } from './client.ts'
import type { IncomingResponse } from './incoming-response.ts'
import type { RequestOptions } from './request-bytes.ts'
import { startUpstream, type Upstream } from './upstream.ts'

interface Seen {
  response: IncomingResponse
  client: RawClient
  upstream: Upstream
}

interface Case extends RequestOptions {
  target: string
  /** What `[status, complete, problems]` must be; default 200, whole, none. */
  status?: number
  complete?: boolean
  problem?: RegExp
  body?: string
  check?(seen: Seen): unknown
  /** No response can be read: how reading fails. */
  fails?: RegExp
}

const decompressed = (decompress: (bytes: Buffer) => Buffer) => (seen: Seen) =>
  assert.equal(decompress(seen.response.body).toString(), COMPRESSED_TEXT)

const interim = (status: number) => (seen: Seen) => {
  assert.deepEqual(
    seen.response.interim.map((head) => head.status),
    [status],
  )
}

const header =
  (name: string, ...values: string[]) =>
  (seen: Seen) =>
    assert.deepEqual(seen.response.headerAll(name), values)

const endedBy = (how: string) => (seen: Seen) => assert.equal(seen.response.ended, how)

const cases: Case[] = [
  { target: '/echo', method: 'POST', body: 'as sent', check: header('content-length', '7') },
  { target: '/duplex', method: 'POST', body: 'both ways', check: header('transfer-encoding', 'chunked') },
  { target: '/json?bytes=600', check: (seen) => assert.equal(seen.response.content.length, 600) },
  { target: '/gzip', check: decompressed(gunzipSync) },
  { target: '/gzip?chunked', check: decompressed(gunzipSync) },
  { target: '/br', check: decompressed(brotliDecompressSync) },
  { target: '/zstd', check: decompressed(zstdDecompressSync) },
  { target: '/deflate', check: decompressed(inflateSync) },
  { target: '/broken-gzip', check: (seen) => assert.throws(() => gunzipSync(seen.response.body)) },
  { target: '/unknown-coding', body: COMPRESSED_TEXT, check: header('content-encoding', 'x-strange') },
  { target: '/huge?mb=2', check: (seen) => assert.equal(seen.response.content.length, 2 * 1024 * 1024) },
  { target: '/huge?mb=1&chunked', check: header('content-length') },
  { target: '/sse?n=2&ms=1', body: 'data: {"index":0}\n\ndata: {"index":1}\n\ndata: [DONE]\n\n' },
  { target: '/ndjson?n=2', body: '{"index":0}\n{"index":1}\n' },
  {
    target: '/trailers',
    body: 'with trailers',
    check: (seen) =>
      assert.deepEqual(seen.response.trailers, [
        ['X-Checksum', 'abc123'],
        ['x-strange', 'caf\xe9'],
      ]),
  },
  { target: '/pause?ms=1', body: 'beforeafter' },
  { target: '/until-eof', body: 'until the end', check: endedBy('fin') },
  { target: '/early-hints?ms=1', body: '{"after":103}', check: interim(103) },
  { target: '/unasked-100', body: '{"after":100}', check: interim(100) },
  { target: '/unasked-102', body: '{"after":102}', check: interim(102) },
  { target: '/unasked-101', status: 101, check: header('upgrade', 'websocket') },
  { target: '/ask-100', headers: { expect: '100-continue' }, check: interim(100) },
  { target: '/status/529', status: 529 },
  {
    target: '/status/299?reason=Strange%20one',
    status: 299,
    check: (seen) => assert.equal(seen.response.reason, 'Strange one'),
  },
  { target: '/204', status: 204, body: '' },
  { target: '/205', status: 205, body: '', check: header('content-length', '0') },
  { target: '/304', status: 304, body: '', check: header('etag', '"abc"') },
  { target: '/redirect/307', status: 307, check: header('location', '/echo') },
  { target: '/head-with-length', method: 'HEAD', body: '', check: header('content-length', '1234') },
  { target: '/head-without-length', method: 'HEAD', body: '', check: header('content-length') },
  { target: '/no-content-type', check: header('content-type') },
  { target: '/set-cookies', check: (seen) => assert.equal(seen.response.headerAll('set-cookie').length, 3) },
  { target: '/dup-headers', check: header('x-twice', 'first', 'second') },
  { target: '/latin1', check: (seen) => assert.equal(seen.response.header('x-latin1'), 'caf\xe9 \xa3\xff') },
  { target: '/hop-by-hop', check: header('connection', 'keep-alive, X-Named') },
  { target: '/forged-headers', check: header('x-strait-error', 'forged') },
  {
    target: '/repeat-credential',
    headers: { authorization: 'Bearer abc' },
    status: 401,
    check: (seen) => assert.match(seen.response.text(), /Bearer abc/),
  },
  { target: '/big-head?kb=20', check: (seen) => assert.equal(seen.response.header('x-big')?.length, 20 * 1024) },
  { target: '/many-headers?n=150', check: (seen) => assert.equal(seen.response.header('x-many-149'), '149') },
  { target: '/connection-close', check: async (seen) => assert.equal(await seen.client.waitForClose(), 'fin') },
  { target: '/keep-alive', check: endedBy('open') },
  { target: '/slow-head?ms=1', body: '{"slow":true}' },
  { target: '/reset-before-head', fails: /ended \(reset\).*no byte/ },
  { target: '/fin-before-head', fails: /ended \(fin\).*no byte/ },
  { target: '/half-head?ms=1', fails: /ended \(fin\).*text\/pl/ },
  { target: '/half-head?ms=5&then=reset', fails: /ended \(reset\)/ },
  { target: '/reset-mid-length', complete: false, body: 'only this', check: endedBy('reset') },
  { target: '/fin-mid-length?ms=1', complete: false, body: 'only this', check: endedBy('fin') },
  { target: '/reset-mid-chunk', complete: false, body: 'one whole chunkonly this', check: endedBy('reset') },
  { target: '/fin-mid-chunk?ms=1', complete: false, body: 'one whole chunkonly this', check: endedBy('fin') },
  { target: '/fin-between-chunks?ms=1', complete: false, body: 'one whole chunk', check: endedBy('fin') },
  { target: '/reset-until-eof', complete: false, body: 'until a reset', check: endedBy('reset') },
  { target: '/early-413', method: 'POST', headers: { 'content-length': '100' }, body: 'part', status: 413 },
  { target: '/slow-read?ms=1', method: 'POST', body: 'x'.repeat(100_000) },
  { target: '/garbage', fails: /not a status line/ },
  { target: '/bad-status', fails: /not a status line/ },
  { target: '/bad-chunk', complete: false, body: 'first', problem: /chunk size "zz"/ },
  { target: '/long-chunk', complete: false, body: 'first', problem: /longer/ },
  { target: '/extra-bytes', body: 'ok', check: (seen) => assert.match(seen.client.unread.toString(), /smuggled$/) },
  { target: '/both-lengths', body: 'ok', problem: /both/ },
  { target: '/double-length', body: 'ok', problem: /more than once/ },
  { target: '/different-lengths', body: 'ok', problem: /more than once/ },
  { target: '/bad-length', problem: /content-length "\+2"/ },
  { target: '/bare-lf', body: 'ok', problem: /bare LF/ },
  { target: '/folded-header', body: 'ok', problem: /folded/ },
  { target: '/nul-in-header', body: 'ok', problem: /control byte/ },
  { target: '/space-before-colon', body: 'ok', problem: /bad header name/ },
  { target: '/http-1.0', body: 'from 1.0' },
]

/** These never end by themselves and have tests of their own. */
const silent = ['no-head', 'never-read', 'silent-body']

test('behave() answers as each behaviour promises', async (t) => {
  await using upstream = await startUpstream()
  for (const one of cases) {
    await t.test(one.target, () => exercise(upstream, one))
  }
  assert.deepEqual(upstream.errors, [])
})

async function exercise(upstream: Upstream, one: Case): Promise<void> {
  const { body, ...options } = one
  const sent = one.method === 'POST' ? one.body : undefined
  const client = await connect(upstream.port)
  try {
    await client.send({ ...options, ...(sent === undefined ? {} : { body: sent }) })
    if (one.fails !== undefined) {
      await assert.rejects(client.readResponse(one.method), one.fails)
      return
    }
    const response = await client.readResponse(one.method)
    assert.equal(response.status, one.status ?? 200)
    assert.equal(response.complete, one.complete ?? true)
    assert.match(response.problems.join(), one.problem ?? /^$/)
    const answered = one.target.startsWith('/early-413') || one.target.startsWith('/slow-read') ? undefined : body
    if (answered !== undefined) assert.equal(response.text(), answered)
    await one.check?.({ response, client, upstream })
  } finally {
    client.close()
  }
}

test('behave() stays silent where a behaviour says so', async () => {
  await using upstream = await startUpstream()
  const client = await connect(upstream.port)
  await client.send({ target: '/silent-body' })
  const response = await client.openResponse()
  await response.waitForText('first')
  assert.equal(response.endAt, undefined)
  client.close()
  const seen = await upstream.waitForRequest()
  assert.equal((await upstream.waitForClose(seen))?.how, 'fin')
  assert.equal(seen.abandoned, true)
})

test('behave() finds the behaviour behind any base path and answers other paths', async () => {
  await using upstream = await startUpstream()
  const client = await connect(upstream.port)
  await client.send({ target: '/v1/base/status/418' })
  assert.equal((await client.readResponse()).status, 418)
  await client.send({ target: '/v1/chat/completions' })
  assert.deepEqual((await client.readResponse()).json(), {
    object: 'unscripted',
    method: 'GET',
    target: '/v1/chat/completions',
  })
  client.close()
})

test('behaviours are all exercised here and all named in the README', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const exercised = new Set([...silent, ...cases.map((one) => one.target.split(/[/?]/)[1])])
  for (const name of Object.keys(behaviours)) {
    assert.ok(exercised.has(name), `${name} is not exercised`)
    assert.ok(readme.includes(`\`/${name}`), `${name} is not in the README`)
  }
})

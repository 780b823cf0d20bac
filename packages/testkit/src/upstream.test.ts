import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { connect } from './client.ts'
import { request } from './request.ts'
import { startUpstream } from './upstream.ts'

test('startUpstream() records the head as it stood on the wire', async () => {
  await using upstream = await startUpstream()
  const headers = ['X-Spelling', 'caf\xe9', 'x-spelling', '  padded\t', 'X-Empty', '']
  await request(upstream.port, { method: 'QUERY', target: '/a/%2F//b;c?x=1&x=2', headers })

  const [seen] = upstream.requests
  assert.ok(seen)
  assert.equal(seen.requestLine, 'QUERY /a/%2F//b;c?x=1&x=2 HTTP/1.1')
  assert.equal(seen.method, 'QUERY')
  assert.equal(seen.target, '/a/%2F//b;c?x=1&x=2')
  assert.equal(seen.path, '/a/%2F//b;c')
  assert.deepEqual(seen.headers, [
    ['Host', `127.0.0.1:${upstream.port}`],
    ['X-Spelling', 'caf\xe9'],
    ['x-spelling', 'padded'],
    ['X-Empty', ''],
  ])
  assert.deepEqual(seen.headerAll('x-SPELLING'), ['caf\xe9', 'padded'])
  assert.ok(seen.rawHead.includes('x-spelling:   padded\t\r\n', 0, 'latin1'))
  assert.deepEqual(seen.framing, { kind: 'none' })
  assert.equal(seen.state, 'complete')
  assert.deepEqual(seen.problems, [])
})

test('startUpstream() takes a body by length and by chunks, however it is cut', async () => {
  await using upstream = await startUpstream()
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
  await request(upstream.port, { method: 'POST', target: '/echo', body: [bytes.subarray(0, 7), bytes.subarray(7)] })
  const client = await connect(upstream.port)
  const chunked =
    'POST /echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n3;ext=1\r\nabc\r\nA\r\n0123456789\r\n'
  for (const byte of `${chunked}0\r\nX-Trail: er\r\n\r\n`) await client.write(byte)
  const response = await client.readResponse()
  client.close()

  const [first, second] = upstream.requests
  assert.ok(first && second)
  assert.deepEqual(first.framing, { kind: 'length', length: 256 })
  assert.deepEqual(await first.body, bytes)
  assert.deepEqual(second.framing, { kind: 'chunked' })
  assert.equal((await second.body).toString(), 'abc0123456789')
  assert.deepEqual(second.chunkSizes, [3, 10, 0])
  assert.deepEqual(second.trailers, [['X-Trail', 'er']])
  assert.ok(second.rawBody.bytes().toString().startsWith('3;ext=1\r\nabc\r\n'))
  assert.equal(response.text(), 'abc0123456789')
})

test('startUpstream() runs the script before the body came and tells the times', async () => {
  await using upstream = await startUpstream()
  const heard: string[] = []
  upstream.script('/early', async (seen, reply) => {
    seen.onData((piece) => heard.push(piece.toString()))
    await reply.json(200, { state: seen.state })
  })
  const client = await connect(upstream.port)
  await client.write('POST /early HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\n')
  const response = await client.readResponse()
  assert.deepEqual(response.json(), { state: 'reading' })
  const [seen] = upstream.requests
  assert.ok(seen)
  await client.write('ab')
  await client.write('cd')
  await seen.body
  assert.equal(heard.join(''), 'abcd')
  assert.ok(seen.replyEndedAt !== undefined && seen.content.firstAt !== undefined && seen.endAt !== undefined)
  assert.ok(seen.headAt <= seen.replyEndedAt && seen.replyEndedAt < seen.content.firstAt)
  assert.ok(seen.content.firstAt <= seen.endAt)
  client.close()
})

test('startUpstream() tells a cut body from a whole one and how the client left', async () => {
  await using upstream = await startUpstream()
  for (const how of ['fin', 'reset'] as const) {
    const client = await connect(upstream.port)
    await client.write(`POST /no-head?${how} HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf`)
    const seen = await upstream.waitForRequest((one) => one.target.endsWith(how) && one.content.length === 4)
    if (how === 'fin') client.finish()
    else client.reset()
    const departure = await upstream.waitForClose(seen)
    assert.equal(departure?.how, how)
    assert.equal(seen.state, 'cut')
    assert.equal(seen.abandoned, true)
    await assert.rejects(seen.body, /after 4 body bytes/)
    client.close()
  }
})

test('startUpstream() lists what a sender did wrong and reads no request after broken framing', async () => {
  const cases: [string, RegExp][] = [
    ['POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n', /both/],
    ['POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\ncontent-length: 0\r\n\r\n', /more than once/],
    ['GET / HTTP/1.1\r\nhost: x\nx: y\r\n\r\n', /bare LF/],
    ['GET / HTTP/1.1\r\nhost: x\r\nx: a\r\n b\r\n\r\n', /folded/],
    ['GET /a b HTTP/1.1\r\nhost: x\r\n\r\n', /request line/],
    ['POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nxx\r\nGET /inner HTTP/1.1\r\n\r\n', /chunk size/],
  ]
  for (const [bytes, problem] of cases) {
    await using upstream = await startUpstream()
    const client = await connect(upstream.port)
    await client.write(bytes)
    const seen = await upstream.waitForRequest((one) => one.state !== 'reading')
    assert.match(seen.problems.join(), problem)
    assert.equal(upstream.requests.length, 1)
    client.close()
  }
})

test('startUpstream() records pipelined requests apart and answers in their order', async () => {
  await using upstream = await startUpstream()
  const client = await connect(upstream.port)
  await client.write('GET /slow-head?gate=go HTTP/1.1\r\nhost: x\r\n\r\nGET /json HTTP/1.1\r\nhost: x\r\n\r\n')
  await upstream.waitForRequest((one) => one.path === '/json')
  upstream.open('go')
  assert.deepEqual((await client.readResponse()).json(), { slow: true })
  assert.match((await client.readResponse()).text(), /^{"data"/)
  assert.equal(upstream.connections[0]?.requests.length, 2)
  client.close()
})

test('startUpstream() keeps only so much of a body and hashes all of it', async () => {
  await using upstream = await startUpstream({ keepBytes: 10, script: (_request, reply) => void reply.json(200, {}) })
  await request(upstream.port, { method: 'POST', body: 'x'.repeat(1_000) })
  const seen = await upstream.waitForRequest((one) => one.state === 'complete')
  assert.equal(seen.content.length, 1_000)
  assert.equal(seen.content.truncated, true)
  assert.equal((await seen.body).length, 10)
  assert.equal(seen.content.sha256(), createHash('sha256').update('x'.repeat(1_000)).digest('hex'))
})

test('startUpstream() keeps what a script threw', async () => {
  const broken = () => {
    throw new Error('script fault')
  }
  await using upstream = await startUpstream({ script: broken })
  await assert.rejects(request(upstream.port), /ended \(reset\)/)
  assert.match(String(upstream.errors[0]), /script fault/)
})

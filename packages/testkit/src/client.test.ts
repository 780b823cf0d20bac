import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from './client.ts'
import { startUpstream } from './upstream.ts'

test('readResponse() is strict about what ends a body', async () => {
  const cases: { bytes: string; complete: boolean; body: string; problem?: RegExp; unread?: string }[] = [
    { bytes: 'content-length: 2\r\n\r\nok', complete: true, body: 'ok' },
    { bytes: 'content-length: 3\r\n\r\nok', complete: false, body: 'ok' },
    { bytes: 'content-length: 2\r\n\r\nok+', complete: true, body: 'ok', unread: '+' },
    { bytes: 'content-length: -2\r\n\r\n', complete: true, body: '', problem: /content-length/ },
    { bytes: 'transfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n', complete: true, body: 'ok' },
    { bytes: 'transfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n', complete: false, body: 'ok' },
    { bytes: 'transfer-encoding: chunked\r\n\r\n2\r\nok\r\n', complete: false, body: 'ok' },
    { bytes: 'transfer-encoding: chunked\r\n\r\n2\nok\r\n0\r\n\r\n', complete: false, body: '', problem: /bare LF/ },
    { bytes: 'transfer-encoding: chunked\r\n\r\n2\r\nokay\r\n0', complete: false, body: 'ok', problem: /longer/ },
    { bytes: 'transfer-encoding: chunked\r\n\r\n 2\r\nok\r\n', complete: false, body: '', problem: /chunk size/ },
    { bytes: 'x: y\r\n\r\nuntil close', complete: true, body: 'until close' },
  ]
  await using upstream = await startUpstream()
  for (const { bytes, complete, body, problem, unread = '' } of cases) {
    upstream.script((_request, reply) => {
      reply.raw(`HTTP/1.1 200 OK\r\n${bytes}`)
      reply.close()
    })
    const client = await connect(upstream.port)
    await client.send({})
    const response = await client.readResponse()
    assert.deepEqual([response.complete, response.text()], [complete, body], bytes)
    assert.match(response.problems.join(), problem ?? /^$/, bytes)
    await client.waitForClose()
    assert.equal(response.problems.length > 0 ? '' : client.unread.toString(), unread, bytes)
    client.close()
  }
})

test('openResponse() hands out the head and every piece when they come', async () => {
  await using upstream = await startUpstream()
  const client = await connect(upstream.port)
  await client.send({ target: '/pause?gate=go' })
  const response = await client.openResponse()
  assert.equal(response.status, 200)
  await response.waitForText('before')
  assert.equal(response.endAt, undefined)
  upstream.open('go')
  await response.done
  assert.equal(response.text(), 'beforeafter')
  assert.deepEqual(
    response.chunks.map((chunk) => chunk.size),
    [6, 5, 0],
  )
  assert.ok((response.chunks[0]?.at ?? 0) < (response.chunks[1]?.at ?? 0))
  assert.equal(response.ended, 'open')
  client.close()
})

test('waitForText() fails when the response ends without it', async () => {
  await using upstream = await startUpstream()
  const client = await connect(upstream.port)
  await client.send({ target: '/json' })
  const response = await client.openResponse()
  await assert.rejects(response.waitForText('never'), /response ended \(open\)/)
  client.close()
})

test('pause() makes the sender meet backpressure and resume() gets everything', async () => {
  await using upstream = await startUpstream()
  const client = await connect(upstream.port)
  client.pause()
  await client.send({ target: '/huge?mb=32' })
  const seen = await upstream.waitForRequest()
  assert.equal(seen.replyEndedAt, undefined)
  client.resume()
  const response = await client.readResponse()
  assert.equal(response.content.length, 32 * 1024 * 1024)
  assert.equal(response.complete, true)
  client.close()
})

test('next() and readUntilClose() give raw bytes', async () => {
  await using upstream = await startUpstream()
  const client = await connect(upstream.port)
  await client.send({ target: '/garbage' })
  assert.equal((await client.next(4)).toString(), 'this')
  assert.equal((await client.readUntilClose()).toString(), ' is not HTTP at all\r\n\r\n')
  assert.equal(client.closedBy, 'fin')
  client.close()
})

test('a read that waits too long fails', async () => {
  await using upstream = await startUpstream()
  const client = await connect(upstream.port, { timeoutMs: 20 })
  await client.send({ target: '/no-head' })
  await assert.rejects(client.readHead(), /nothing came for 20 ms/)
  client.close()
})

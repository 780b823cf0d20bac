import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { Flow, Reply, Sink } from '@strait/core'
import { http2Headers, writeHttp2Reply } from './node-http2-reply.ts'

test('http2Headers() leaves out what is of an HTTP/1.1 connection, and keeps lines of one name apart', () => {
  const flat = ['Connection', 'close', 'X-A', '1', 'Transfer-Encoding', 'chunked', 'x-a', '2', 'x-A', '3', 'B', '4']
  assert.deepEqual({ ...http2Headers(flat) }, { 'x-a': ['1', '2', '3'], b: '4' })
})

test('http2Headers() takes any name for what it is', () => {
  const flat = ['constructor', 'a', '__proto__', 'b', 'toString', 'c', 'hasOwnProperty', 'd', '__proto__', 'e']
  assert.deepEqual(Object.entries(http2Headers(flat)), [
    ['constructor', 'a'],
    ['__proto__', ['b', 'e']],
    ['tostring', 'c'],
    ['hasownproperty', 'd'],
  ])
})

/** What a client of Node's sees of one reply. */
async function answered(
  reply: Partial<Reply>,
): Promise<{ status: unknown; text: string; code: number; ended: boolean }> {
  const server = createServer({ strictSingleValueFields: false } as object)
  server.on('stream', (stream: ServerHttp2Stream) => {
    stream.on('error', () => {})
    try {
      writeHttp2Reply({ status: 200, reason: undefined, headers: [], body: undefined, ...reply }, stream)
    } catch (error) {
      stream.destroy(error as Error)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  await once(session, 'remoteSettings')
  const stream = session.request({ ':path': '/' })
  const seen = { status: undefined as unknown, text: '', code: 0, ended: false }
  stream.on('response', (headers) => {
    seen.status = headers[':status']
  })
  stream.on('data', (chunk) => {
    seen.text += chunk
  })
  stream.on('end', () => {
    seen.ended = true
  })
  stream.on('error', () => {})
  await new Promise((resolve) => stream.on('close', resolve))
  seen.code = stream.rstCode ?? 0
  session.close()
  server.close()
  return seen
}

function flowOf(run: (sink: Sink) => void): Flow {
  return { read: run, pause: () => {}, resume: () => {}, cancel: () => {} }
}

const bytes = (text: string) => new TextEncoder().encode(text)

test('writeHttp2Reply() writes bytes, a flow, and nothing', async () => {
  const whole = { status: 200, code: 0, ended: true }
  assert.deepEqual(await answered({ body: bytes('held') }), { ...whole, text: 'held' })
  const flow = flowOf((sink) => {
    sink.data(bytes('a'))
    setImmediate(() => {
      sink.data(bytes('b'))
      sink.end([])
    })
  })
  assert.deepEqual(await answered({ body: flow }), { ...whole, text: 'ab' })
  assert.deepEqual(await answered({ status: 204 }), { ...whole, status: 204, text: '' })
})

test('writeHttp2Reply() ends one stream, and not the process, where trailers can not be sent', async () => {
  const flow = flowOf((sink) => {
    sink.data(bytes('all of it'))
    sink.end([':status', '500'])
  })
  assert.deepEqual(await answered({ body: flow }), { status: 200, text: 'all of it', code: 2, ended: false })
})

test('writeHttp2Reply() hands on what came before a break, and never ends it as if whole', async () => {
  for (const headers of [[], ['content-length', '100']]) {
    const broken = flowOf((sink) => {
      sink.data(bytes('the beginning'))
      sink.fail(new Error('cut'))
    })
    assert.deepEqual(await answered({ headers, body: broken }), {
      status: 200,
      text: 'the beginning',
      code: 2,
      ended: false,
    })
  }
})

test('writeHttp2Reply() resets one stream where the head is larger than the client takes', async () => {
  const { status, code } = await answered({ headers: ['x-big', 'b'.repeat(70_000)], body: bytes('') })
  assert.deepEqual([status, code], [undefined, 2])
})

test('writeHttp2Reply() sends a header that a provider repeats, though it should stand once', async () => {
  const { status } = await answered({ headers: ['etag', 'a', 'etag', 'b'], body: bytes('') })
  assert.equal(status, 200)
})

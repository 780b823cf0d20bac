import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Http1Reader } from './http1.ts'

const stream = Buffer.from(
  'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc' +
    'HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n2\r\nde\r\na;x=y\r\n0123456789\r\n0\r\nt: u\r\n\r\n' +
    'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n',
  'latin1',
)

function read(pieces: readonly Buffer[]): string[] {
  const seen: string[] = []
  let body = ''
  const reader = new Http1Reader('answers', {
    head: (text) => void seen.push(text.split('\r\n')[0] as string),
    body(chunk) {
      body += chunk.toString('latin1')
    },
    end() {
      seen.push(body)
      body = ''
    },
  })
  for (const piece of pieces) reader.push(piece)
  return seen
}

const whole = ['HTTP/1.1 200 OK', 'abc', 'HTTP/1.1 201 Created', 'de0123456789', 'HTTP/1.1 200 OK', '']

test('Http1Reader.push() reads messages that come in one piece', () => {
  assert.deepEqual(read([stream]), whole)
})

test('Http1Reader.push() reads the same wherever the bytes are cut', () => {
  for (let cut = 1; cut < stream.length; cut++) {
    assert.deepEqual(read([stream.subarray(0, cut), stream.subarray(cut)]), whole, `cut at ${cut}`)
  }
  assert.deepEqual(read([...stream].map((byte) => Buffer.from([byte]))), whole)
})

test('Http1Reader.push() refuses an answer that ends with its connection', () => {
  assert.throws(() => read([Buffer.from('HTTP/1.1 200 OK\r\n\r\n')]), /without length/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConnectAnswer, type ConnectProgress } from './connect-answer.ts'

function told(progress: ConnectProgress): string {
  if (progress.kind === 'failed') return `${progress.error.trouble} ${progress.error.code}`
  return progress.kind === 'open' ? `open ${Buffer.from(progress.rest).toString('latin1')}` : 'more'
}

/** Fed in pieces of that size; what the first piece that decides says. */
function feed(text: string, size: number): string {
  const answer = new ConnectAnswer()
  const bytes = Buffer.from(text, 'latin1')
  for (let at = 0; at < bytes.length; at += size) {
    const progress = answer.feed(bytes.subarray(at, at + size))
    if (progress.kind !== 'more') return told(progress)
  }
  return 'more'
}

const answers: readonly (readonly [text: string, told: string])[] = [
  ['HTTP/1.1 200 Connection established\r\n\r\n', 'open '],
  ['HTTP/1.0 200\r\nproxy-agent: x\r\n\r\n', 'open '],
  ['HTTP/1.1 204 \r\n\r\n', 'open '],
  // RFC 9110 9.3.6: a client ignores these in a 2xx to CONNECT.
  ['HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n', 'open '],
  ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', 'open '],
  ['HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\n\r\n', 'open '],
  ['HTTP/1.1 407 Who\r\nproxy-authenticate: Basic\r\ncontent-length: 9\r\n\r\nwho?', 'unauthorized status 407'],
  ['HTTP/1.1 403 No\r\n\r\n<html>', 'refused status 403'],
  ['HTTP/1.1 502 Bad\r\n\r\n', 'refused status 502'],
  ['HTTP/1.1 302 Found\r\nlocation: http://login\r\n\r\n', 'refused status 302'],
  ['HTTP/1.1 101 Switching\r\n\r\n', 'broken unexpected_upgrade'],
  ['SSH-2.0-OpenSSH\r\n', 'broken malformed'],
  ['\x15\x03\x01\x00\x02', 'broken malformed'],
  ['HTTP/1.1 200 OK\nx: y\n\n', 'broken malformed'],
  ['HTTP/1.1 200 OK\r\n', 'more'],
  [`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 'broken head_too_large'],
]

test('ConnectAnswer.feed() tells the same however the bytes are cut', () => {
  for (const [text, expected] of answers) {
    for (const size of [1, 2, 3, 7, 50_000]) assert.equal(feed(text, size), expected, `${text.slice(0, 60)} by ${size}`)
  }
})

test('ConnectAnswer.feed() gives back what came behind the head', () => {
  assert.equal(feed('HTTP/1.1 200 OK\r\n\r\nhello', 1000), 'open hello')
})

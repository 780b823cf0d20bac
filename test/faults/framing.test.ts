import assert from 'node:assert/strict'
import type { ReceivedRequest } from '@strait/testkit'
import { forEachRuntime, type Stage } from '../suite.ts'

const START = 'POST /up/echo HTTP/1.1\r\nhost: localhost\r\n'
const SECOND = 'GET /up/smuggled HTTP/1.1\r\nhost: localhost\r\n\r\n'
const CHUNKED = 'transfer-encoding: chunked\r\n'

/** Two ways to read where the body ends (RFC 9112 6.3, 11.2): never to be guessed. */
const AMBIGUOUS: readonly (readonly [name: string, bytes: string])[] = [
  ['content-length and chunked', `${START}content-length: 5\r\n${CHUNKED}\r\n0\r\n\r\n${SECOND}`],
  ['chunked and content-length', `${START}${CHUNKED}content-length: 5\r\n\r\n0\r\n\r\n${SECOND}`],
  ['chunked and content-length: 0', `${START}${CHUNKED}content-length: 0\r\n\r\n5\r\nhello\r\n0\r\n\r\n${SECOND}`],
  ['two lengths that differ', `${START}content-length: 0\r\ncontent-length: ${SECOND.length}\r\n\r\n${SECOND}`],
  ['two lengths that differ, turned', `${START}content-length: ${SECOND.length}\r\ncontent-length: 0\r\n\r\n${SECOND}`],
  ['two lengths in one line', `${START}content-length: 0, ${SECOND.length}\r\n\r\n${SECOND}`],
  ['a length with a sign', `${START}content-length: +5\r\n\r\nhello`],
  ['a negative length', `${START}content-length: -1\r\n\r\nhello`],
  ['a length in hex', `${START}content-length: 0x5\r\n\r\nhello`],
  ['a length with a blank inside', `${START}content-length: 5 0\r\n\r\nhello`],
  ['a length beyond counting', `${START}content-length: 99999999999999999999\r\n\r\nhello`],
  ['a coding that is not chunked', `${START}transfer-encoding: gzip\r\n\r\n${SECOND}`],
  ['chunked before another coding', `${START}transfer-encoding: chunked, gzip\r\n\r\n0\r\n\r\n${SECOND}`],
  ['chunked twice', `${START}transfer-encoding: chunked, chunked\r\n\r\n0\r\n\r\n${SECOND}`],
  ['two lines of transfer-encoding', `${START}${CHUNKED}transfer-encoding: identity\r\n\r\n0\r\n\r\n${SECOND}`],
  ['a misspelt chunked', `${START}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n${SECOND}`],
  ['chunked in HTTP/1.0', `POST /up/echo HTTP/1.0\r\nhost: localhost\r\n${CHUNKED}\r\n0\r\n\r\n${SECOND}`],
  ['a space before the colon', `${START}transfer-encoding : chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n${SECOND}`],
  ['a chunk size that is none', `${START}${CHUNKED}\r\nzz\r\nhello\r\n0\r\n\r\n`],
  ['a chunk size with a sign', `${START}${CHUNKED}\r\n+5\r\nhello\r\n0\r\n\r\n`],
  ['a chunk size with 0x', `${START}${CHUNKED}\r\n0x5\r\nhello\r\n0\r\n\r\n`],
  ['a chunk size beyond counting', `${START}${CHUNKED}\r\nfffffffffffffffff5\r\nhello\r\n0\r\n\r\n`],
  ['a chunk longer than its size', `${START}${CHUNKED}\r\n3\r\nhello\r\n0\r\n\r\n${SECOND}`],
  ['a chunk that ends in bare LF', `${START}${CHUNKED}\r\n5\nhello\n0\n\n${SECOND}`],
  ['a NUL in a value', `${START}x-nul: a\0b\r\ncontent-length: 0\r\n\r\n`],
  ['a bare CR in a value', `${START}x-cr: a\rcontent-length: 5\r\n\r\nhello`],
  ['a header without a colon', `${START}no colon here\r\ncontent-length: 0\r\n\r\n`],
  ['a header without a name', `${START}: nameless\r\ncontent-length: 0\r\n\r\n`],
  ['a name with a space inside', `${START}x bad: 1\r\ncontent-length: 0\r\n\r\n`],
  [
    'a first header that begins with a space',
    `POST /up/echo HTTP/1.1\r\n host: localhost\r\ncontent-length: 0\r\n\r\n`,
  ],
]

/** What a strict server refuses and a patient one may mend, as long as one clean request comes of it. */
const MENDABLE: readonly (readonly [name: string, bytes: string, body: string])[] = [
  ['the same length twice', `${START}content-length: 5\r\ncontent-length: 5\r\n\r\nhello`, 'hello'],
  ['the same length twice in one line', `${START}content-length: 5, 5\r\n\r\nhello`, 'hello'],
  ['a folded header', `${START}x-folded: one\r\n two\r\ncontent-length: 5\r\n\r\nhello`, 'hello'],
  ['lines that end in bare LF', START.replaceAll('\r\n', '\n').concat('content-length: 5\n\nhello'), 'hello'],
  ['an extension of a chunk', `${START}${CHUNKED}\r\n5;name=value\r\nhello\r\n0\r\n\r\n`, 'hello'],
  [
    'two blanks in the request line',
    'POST  /up/echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n\r\nhello',
    'hello',
  ],
  ['a blank line in front', `\r\n${START}content-length: 5\r\n\r\nhello`, 'hello'],
]

let told = 0

interface Told {
  readonly status: number | undefined
  readonly text: string
  readonly received: readonly ReceivedRequest[]
}

/** Writes the bytes, reads what comes, and lets whatever would follow from them follow. */
async function tell({ connect, upstream, exchange }: Stage, bytes: string): Promise<Told> {
  const mark = `/echo?told=${++told}`
  using client = await connect({ timeoutMs: 5_000 })
  await client.write(bytes.replace('/echo', mark))
  const answer = await client.readResponse().catch(() => undefined)
  await exchange({ target: '/up/status/200?afterwards' })
  // What was cut off before may still be on its way up: a mark tells whose it is.
  const received = upstream.requests.filter((one) => one.target === mark || one.target.includes('smuggled'))
  for (const one of received) {
    assert.deepEqual(one.problems, [], 'what reached the upstream is clean')
    assert.doesNotMatch(one.target, /smuggled/, 'a second request was made of the first one’s body')
  }
  assert.ok(received.length <= 1, `the upstream saw ${received.length} requests`)
  return { status: answer?.status, text: answer?.text() ?? '', received }
}

function isRefusal(status: number | undefined): boolean {
  return status === undefined || (status >= 400 && status < 500) || status === 501 || status === 505
}

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  for (const [name, bytes] of AMBIGUOUS) {
    promises(`${name}: refused, and never a whole request upstream`, async (stage) => {
      const { status, received } = await tell(stage, bytes)
      assert.ok(isRefusal(status), `answered ${status}`)
      for (const one of received) assert.notEqual(one.state, 'complete', 'it went up as a whole request')
    })
  }

  promises('none of it goes up whole later either', async ({ upstream }) => {
    for (const one of upstream.requests) {
      assert.doesNotMatch(one.target, /smuggled/)
      if (one.target.startsWith('/echo')) assert.notEqual(one.state, 'complete', one.target)
    }
  })

  for (const [name, bytes, body] of MENDABLE) {
    promises(`${name}: refused, or made into one clean request`, async (stage) => {
      const { status, text, received } = await tell(stage, bytes)
      if (isRefusal(status)) return assert.ok(received.every((one) => one.state !== 'complete'))
      assert.equal(status, 200)
      assert.equal(text, body)
      assert.equal(received[0]?.content.bytes().toString(), body)
    })
  }

  promises('what no HTTP server understands is refused, and nothing goes up', async (stage) => {
    for (const line of ['GET /up/x HTTP/9.9', 'GET /up/x HTTP/1.1 more', '\x16\x03\x01\x02', 'hello']) {
      const before = stage.upstream.requests.length
      const { status } = await tell(stage, `${line}\r\nhost: localhost\r\n\r\n`)
      assert.ok(isRefusal(status), `${JSON.stringify(line)}: ${status}`)
      const since = stage.upstream.requests.slice(before).filter((one) => !/^\/(echo|status)/.test(one.target))
      assert.deepEqual(since, [])
    }
  })
})

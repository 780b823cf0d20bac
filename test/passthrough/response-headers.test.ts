import assert from 'node:assert/strict'
import type { HeaderList } from '@strait/testkit'
import { DOORS, forEachRuntime } from '../suite.ts'

const AS_SENT: HeaderList = [
  ['Content-Type', 'application/json'],
  ['x-request-id', 'req_provider'],
  ['X-RateLimit-Remaining-Tokens', '149984'],
  ['anthropic-ratelimit-requests-reset', '2100-01-01T00:00:00Z'],
  ['Retry-After', '7'],
  ['Cache-Control', 'private, max-age=0'],
  ['ETag', 'W/"e"'],
  ['Date', 'Wed, 09 Jun 2100 10:18:14 GMT'],
  ['Server', 'cloudflare'],
  ['Via', '1.1 google'],
  ['Alt-Svc', 'h3=":443"; ma=86400'],
  ['Strict-Transport-Security', 'max-age=31536000'],
  ['Access-Control-Allow-Origin', '*'],
  ['X_Under_Score', 'kept'],
  ['X-Empty', ''],
]

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  promises('every header of an answer arrives, and only the request id is added', async ({ exchange, upstream }) => {
    upstream.script('/headers', (_request, reply) => void reply.send(200, '{}', AS_SENT))
    const { answer } = await exchange({ target: '/up/headers' })
    const fold = (lines: HeaderList) => lines.map(([name, value]) => `${name.toLowerCase()}: ${value}`).sort()
    const perHop = ['connection', 'keep-alive', 'content-length', 'transfer-encoding', 'x-strait-request-id']
    const came = answer.headers.filter(([name]) => !perHop.includes(name.toLowerCase()))
    assert.deepEqual(fold(came), fold(AS_SENT))
    assert.equal(answer.headerAll('x-strait-request-id').length, 1)
  })

  promises('an answer’s header lines keep order and the spelling of their names', async ({ exchange, upstream }) => {
    upstream.script('/headers', (_request, reply) => void reply.send(200, '{}', AS_SENT))
    const { answer } = await exchange({ target: '/up/headers' })
    const names = AS_SENT.map(([name]) => name.toLowerCase())
    assert.deepEqual(
      answer.headers.filter(([name]) => names.includes(name.toLowerCase())),
      AS_SENT,
    )
  })

  promises('no date is made up', async ({ exchange }) => {
    assert.deepEqual((await exchange({ target: '/up/status/200' })).answer.headerAll('date'), [])
  })

  promises('every set-cookie keeps its line', async ({ exchange, upstream }) => {
    const first = await exchange({ target: '/up/set-cookies' })
    const expected = ['a=1; Path=/', 'b=2; Expires=Wed, 09 Jun 2100 10:18:14 GMT', 'a=3']
    assert.deepEqual(first.answer.headerAll('set-cookie'), expected)
    upstream.script('/streamed-cookies', async (_request, reply) => {
      reply.head(200, 'OK', { 'Set-Cookie': expected, 'transfer-encoding': 'chunked' })
      await reply.chunk('body')
      await reply.endChunks()
    })
    const second = await exchange({ target: '/up/streamed-cookies' })
    assert.deepEqual(second.answer.headerAll('set-cookie'), expected)
  })

  promises('repeated headers of an answer keep all values in order', async ({ exchange }) => {
    const { answer } = await exchange({ target: '/up/dup-headers' })
    assert.equal(answer.headerAll('warning').join(', '), '199 - "one", 199 - "two"')
    assert.equal(answer.headerAll('x-twice').join(', '), 'first, second')
    assert.equal(answer.headerAll('vary').join(', '), 'accept, origin')
  })

  promises('repeated headers of an answer stay lines of their own', async ({ exchange }) => {
    const { answer } = await exchange({ target: '/up/dup-headers' })
    assert.deepEqual(answer.headerAll('warning'), ['199 - "one"', '199 - "two"'])
    assert.deepEqual(answer.headerAll('x-twice'), ['first', 'second'])
    assert.deepEqual(answer.headerAll('vary'), ['accept', 'origin'])
  })

  promises('an answer’s values beyond ASCII keep their bytes', async ({ exchange, upstream }) => {
    const utf8 = Buffer.from('naïve €').toString('latin1')
    const { answer } = await exchange({ target: '/up/latin1' })
    assert.deepEqual(answer.headerAll('x-latin1'), ['caf\xe9 \xa3\xff'])
    assert.deepEqual(answer.headerAll('x-utf8'), [utf8])
    upstream.script('/latin1-stream', async (_request, reply) => {
      reply.head(200, 'OK', { 'X-Latin1': 'caf\xe9 \xa3\xff', 'transfer-encoding': 'chunked' })
      await reply.chunk('a')
      await reply.endChunks()
    })
    const streamed = await exchange({ target: '/up/latin1-stream' })
    assert.deepEqual(streamed.answer.headerAll('x-latin1'), ['caf\xe9 \xa3\xff'])
  })

  promises('fields of the upstream’s connection stop here', async ({ exchange }) => {
    const { answer } = await exchange({ target: '/up/hop-by-hop' })
    assert.equal(answer.header('x-end-to-end'), 'passes')
    for (const name of ['x-named', 'proxy-authenticate', 'proxy-connection', 'upgrade']) {
      assert.deepEqual(answer.headerAll(name), [], name)
    }
    assert.doesNotMatch(answer.headerAll('keep-alive').join(), /99/)
    assert.doesNotMatch(answer.headerAll('connection').join(), /x-named/i)
  })

  promises(
    'content-length and content-type survive being named in the upstream’s Connection',
    async ({ exchange, upstream }) => {
      upstream.script('/named', (_request, reply) => {
        void reply.json(
          200,
          { a: 1 },
          { connection: 'content-type, content-length, content-encoding, set-cookie', 'x-k': 'v' },
        )
      })
      const { answer } = await exchange({ target: '/up/named' })
      assert.equal(answer.header('content-type'), 'application/json')
      assert.equal(answer.text(), '{"a":1}')
    },
  )

  for (const target of DOORS) {
    promises(`x-strait-* of an upstream are removed at ${target}`, async ({ exchange, upstream }) => {
      const forged = {
        'x-strait-request-id': 'forged',
        'X-Strait-Error': 'forged',
        'X-STRAIT-cost': 'forged',
        'x-ok': 'yes',
      }
      upstream.script((_request, reply) => void reply.json(200, {}, forged))
      const { answer } = await exchange({ method: 'POST', target, body: '{}' })
      assert.equal(answer.status, 200)
      assert.equal(answer.header('x-ok'), 'yes')
      assert.doesNotMatch(answer.raw.toString('latin1'), /forged/)
    })
  }
})

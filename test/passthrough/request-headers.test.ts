import assert from 'node:assert/strict'
import { type HeaderList, headerValues } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'

/** Header lines as a meaning: names folded, lines of one name joined (RFC 9110 5.3), order among names forgotten. */
function meaning(lines: HeaderList): Record<string, string> {
  const joined = new Map<string, string>()
  for (const [name] of lines) {
    const folded = name.toLowerCase()
    joined.set(folded, headerValues(lines, folded).join(folded === 'cookie' ? '; ' : ', '))
  }
  return Object.fromEntries([...joined].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Those of the request without the ones that every hop writes for itself. */
function endToEnd(lines: HeaderList): HeaderList {
  const perHop = ['host', 'connection', 'content-length', 'transfer-encoding']
  return lines.filter(([name]) => !perHop.includes(name.toLowerCase()))
}

const AS_SENT: HeaderList = [
  ['User-Agent', 'OpenAI/Python 1.2.3'],
  ['Accept', 'application/json, */*;q=0.1'],
  ['Accept-Encoding', 'gzip, deflate, br'],
  ['Accept-Language', 'de'],
  ['Content-Type', 'application/json'],
  ['Authorization', 'Bearer sk-callers-own'],
  ['OpenAI-Beta', 'assistants=v2'],
  ['anthropic-beta', 'one-2024-01-01,two'],
  ['X-Stainless-Retry-Count', '0'],
  ['x-request-id', 'the-clients-own'],
  ['Idempotency-Key', 'abc'],
  ['Cookie', 'a=1; b="2"'],
  ['Referer', 'http://127.0.0.1/page'],
  ['If-None-Match', '"etag"'],
  ['Range', 'bytes=0-10'],
  ['Date', 'Wed, 09 Jun 2100 10:18:14 GMT'],
  ['Cache-Control', 'no-store'],
  ['Forwarded', 'for=192.0.2.60;proto=http'],
  ['X-Forwarded-For', '203.0.113.9, 198.51.100.2'],
  ['X-Forwarded-Host', 'elsewhere.example'],
  ['X-Forwarded-Proto', 'https'],
  ['X-Real-IP', '203.0.113.9'],
  ['Via', '1.1 somebody'],
  ['x_under_score', 'kept'],
  ['X-Empty', ''],
  ['X-Tab', 'a\tb'],
  ["X!#$%&'*+-.^_`|~9", 'every character a name may have'],
]

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  promises('a request without headers arrives without invented ones', async ({ exchange }) => {
    for (const sent of [{}, { method: 'POST', body: '{}' }, { method: 'POST', body: ['a'], chunked: true }]) {
      const { seen } = await exchange({ target: '/up/status/200', ...sent })
      assert.deepEqual(endToEnd(seen.headers), [])
    }
  })

  promises('every header means at the upstream what the client said, and none is added', async ({ exchange }) => {
    const { seen } = await exchange({ method: 'POST', target: '/up/status/200', headers: AS_SENT, body: '{}' })
    assert.deepEqual(meaning(endToEnd(seen.headers)), meaning(AS_SENT))
  })

  promises('header lines keep their order and the spelling of their names', async ({ exchange }) => {
    const { seen } = await exchange({ method: 'POST', target: '/up/status/200', headers: AS_SENT, body: '{}' })
    assert.deepEqual(endToEnd(seen.headers), AS_SENT)
  })

  promises('host is the upstream’s own', async ({ exchange, upstream }) => {
    for (const target of ['/up/x', '/route/x', '/v1/models']) {
      const { seen } = await exchange({ target, headers: { host: 'localhost' } })
      assert.deepEqual(seen.headerAll('host'), [`${upstream.host}:${upstream.port}`])
    }
  })

  const repeated: HeaderList = [
    ['x-twice', 'one'],
    ['x-between', 'b'],
    ['x-twice', 'two, three'],
    ['anthropic-beta', 'a'],
    ['anthropic-beta', 'b'],
  ]

  promises('repeated headers keep all their values in order', async ({ exchange }) => {
    const { seen } = await exchange({ target: '/up/x', headers: repeated })
    assert.equal(seen.headerAll('x-twice').join(', '), 'one, two, three')
    assert.equal(seen.headerAll('anthropic-beta').join(', '), 'a, b')
  })

  promises('repeated headers stay lines of their own', async ({ exchange }) => {
    const { seen } = await exchange({ target: '/up/x', headers: repeated })
    assert.deepEqual(endToEnd(seen.headers), repeated)
  })

  promises('cookie lines stay cookies', async ({ exchange }) => {
    const headers: HeaderList = [
      ['cookie', 'a=1'],
      ['cookie', 'b=2; c=3'],
    ]
    const { seen } = await exchange({ target: '/up/x', headers })
    // RFC 9112 allows to join them, but with "; " only.
    assert.equal(seen.headerAll('cookie').join('; '), 'a=1; b=2; c=3')
  })

  promises('set-cookie lines of a request, which nothing may join, stay apart', async ({ exchange }) => {
    const headers: HeaderList = [
      ['set-cookie', 'a=1; Expires=Sun, 22 Nov 2026 00:00:00 GMT'],
      ['x-between', 'b'],
      ['set-cookie', 'b=2'],
    ]
    const { seen } = await exchange({ target: '/up/x', headers })
    assert.deepEqual(seen.headerAll('set-cookie'), ['a=1; Expires=Sun, 22 Nov 2026 00:00:00 GMT', 'b=2'])
    assert.deepEqual(seen.headerAll('x-between'), ['b'])
  })

  promises('values beyond ASCII keep their bytes', async ({ exchange }) => {
    const utf8 = Buffer.from('naïve €').toString('latin1')
    const headers = { 'x-latin1': 'caf\xe9 \xa3\xff', 'x-utf8': utf8, 'x-c1': 'a\x80\x9fb' }
    const { seen } = await exchange({ target: '/up/x', headers })
    for (const [name, value] of Object.entries(headers)) assert.deepEqual(seen.headerAll(name), [value], name)
  })

  promises('control characters in a value never pass', async ({ connect, upstream }) => {
    for (const bad of ['a\x01b', 'a\x7fb', 'a\0b', 'a\rb']) {
      using client = await connect()
      await client.write(`GET /up/control HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Bad: ${bad}\r\n\r\n`)
      const status = await client.readHead().then(
        (head) => head.status,
        () => 400,
      )
      const passed = upstream.requests.filter((one) => one.path === '/control')
      if (status === 200) {
        for (const one of passed) assert.doesNotMatch(one.header('x-bad') ?? '', /[\0\r\n]/, JSON.stringify(bad))
      } else assert.ok(status >= 400 && status < 500, `${JSON.stringify(bad)}: ${status}`)
      upstream.clear()
    }
  })

  promises('blanks around a value are no part of it', async ({ exchange }) => {
    const { seen } = await exchange({ target: '/up/x', headers: { 'x-blank': ' \t in  between \t ' } })
    assert.deepEqual(seen.headerAll('x-blank'), ['in  between'])
  })

  promises('eighty headers, 12 kB in one, and a request line of 8,000 bytes pass', async ({ exchange }) => {
    const many = Array.from({ length: 80 }, (_, i): [string, string] => [`x-many-${i}`, `value ${i}`])
    const first = await exchange({ target: '/up/x', headers: many })
    assert.deepEqual(meaning(endToEnd(first.seen.headers)), meaning(many))
    const long = 'l'.repeat(12 * 1_024)
    const second = await exchange({ target: '/up/x', headers: { 'x-long': long } })
    assert.equal(second.seen.header('x-long'), long)
    const target = `/up/x?${'q'.repeat(7_950)}`
    const third = await exchange({ target })
    assert.equal(third.seen.target, target.slice('/up'.length))
  })

  promises('expect: 100-continue is answered here and goes no further', async ({ connect, upstream }) => {
    using client = await connect()
    const head = 'POST /up/echo?expect HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n'
    await client.write(head)
    assert.equal((await client.readHead()).status, 100)
    await client.write('body')
    const answer = await client.readResponse()
    assert.equal(answer.status, 200)
    assert.equal(answer.text(), 'body')
    const seen = await upstream.waitForRequest((one) => one.target === '/echo?expect')
    assert.equal(seen.header('expect'), undefined)
    assert.equal(seen.content.bytes().toString(), 'body')
  })

  promises('an expectation that nobody can meet is 417 and goes no further', async ({ exchange }) => {
    const { answer, received } = await exchange({
      method: 'POST',
      target: '/up/x',
      headers: { expect: 'magic' },
      body: 'b',
    })
    assert.equal(answer.status, 417)
    assert.equal(received.length, 0)
  })
})

import assert from 'node:assert/strict'
import { forEachRuntime } from '../suite.ts'

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  promises('trailers arrive after the body', async ({ exchange }) => {
    const { answer } = await exchange({ target: '/up/trailers', headers: { te: 'trailers' } })
    assert.equal(answer.text(), 'with trailers')
    assert.deepEqual(
      answer.trailers.map(([name, value]) => [name.toLowerCase(), value]),
      [
        ['x-checksum', 'abc123'],
        ['x-strange', 'caf\xe9'],
      ],
    )
  })

  promises('trailers never become headers and are announced only where they follow', async ({ exchange }) => {
    for (const httpVersion of ['1.1', '1.0'] as const) {
      const { answer } = await exchange({ target: '/up/trailers', httpVersion })
      assert.equal(answer.complete, true)
      assert.equal(answer.text(), 'with trailers')
      for (const name of ['x-checksum', 'x-strange']) assert.deepEqual(answer.headerAll(name), [], name)
      if (answer.trailers.length === 0) assert.deepEqual(answer.headerAll('trailer'), [])
    }
  })

  promises('a trailer announced beside a length is not handed on as a promise', async ({ exchange, upstream }) => {
    upstream.script('/no-trailers', (_request, reply) => void reply.send(200, 'body', { trailer: 'x-checksum' }))
    const { answer } = await exchange({ target: '/up/no-trailers' })
    assert.equal(answer.text(), 'body')
    assert.deepEqual(answer.headerAll('trailer'), [])
  })

  promises('a request with trailers is relayed without faking headers of them, or refused', async ({ exchange }) => {
    const { answer, received } = await exchange({
      method: 'POST',
      target: '/up/echo',
      headers: { trailer: 'x-late' },
      body: ['with ', 'trailers'],
      chunked: true,
      trailers: { 'x-late': 'late', authorization: 'Bearer smuggled' },
    })
    if (answer.status === 200) {
      assert.equal(answer.text(), 'with trailers')
      assert.deepEqual(received[0]?.headerAll('x-late'), [])
      assert.deepEqual(received[0]?.headerAll('authorization'), [])
      if (received[0]?.trailers.length === 0) assert.deepEqual(received[0]?.headerAll('trailer'), [])
    } else assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status}`)
  })

  promises('early hints arrive before the answer', async ({ connect, upstream }) => {
    using client = await connect()
    await client.send({ target: '/up/early-hints?gate=hints' })
    const hints = await client.readHead()
    assert.equal(hints.status, 103)
    assert.deepEqual(
      hints.headers.filter(([name]) => name.toLowerCase() === 'link').map(([, value]) => value),
      ['</style.css>; rel=preload; as=style'],
    )
    upstream.open('hints')
    assert.equal((await client.readResponse()).text(), '{"after":103}')
  })

  promises('an answer after early hints is whole', async ({ exchange }) => {
    const { answer } = await exchange({ target: '/up/early-hints' })
    assert.equal(answer.status, 200)
    assert.equal(answer.text(), '{"after":103}')
  })

  promises('several links in one line are early hints too', async ({ exchange, upstream }) => {
    upstream.script('/links', (_request, reply) => {
      reply.head(103, 'Early Hints', { link: '</a.css>; rel=preload; as=style, </b.js>; rel=preload' })
      reply.json(200, { after: 103 })
    })
    const { answer } = await exchange({ target: '/up/links' })
    assert.equal(answer.text(), '{"after":103}')
    const links = answer.interim.flatMap((hints) => hints.headers.filter(([name]) => name.toLowerCase() === 'link'))
    const said = links.map(([, value]) => value).join(', ')
    if (answer.interim.length > 0) assert.equal(said, '</a.css>; rel=preload; as=style, </b.js>; rel=preload')
  })

  promises(
    'no interim answer that a client’s server can not write costs the answer',
    async ({ exchange, upstream }) => {
      const odd = ['no link', '<>', '</a>; title="two words"; rel=preload', '</a', 'caf\xe9', ', ,', '</a>;;']
      for (const link of odd) {
        upstream.script('/odd', (_request, reply) => {
          reply.head(103, 'Early Hints', { link, constructor: 'x', 'http2-settings': 'x' })
          reply.json(200, { after: 103 })
        })
        const { answer } = await exchange({ target: '/up/odd' })
        assert.deepEqual([answer.status, answer.text()], [200, '{"after":103}'], link)
      }
    },
  )

  promises('HTTP/1.0 clients get no interim answers', async ({ exchange }) => {
    const { answer } = await exchange({ target: '/up/early-hints', httpVersion: '1.0' })
    assert.deepEqual(answer.interim, [])
    assert.equal(answer.text(), '{"after":103}')
  })

  const unasked = [
    [100, 'an unasked 100 does not spoil the answer'],
    [102, 'an unasked 102 does not spoil the answer'],
  ] as const
  for (const [status, name] of unasked) {
    promises(name, async ({ exchange }) => {
      const { answer } = await exchange({ target: `/up/unasked-${status}` })
      assert.equal(answer.status, 200)
      assert.equal(answer.text(), `{"after":${status}}`)
    })
  }

  promises('an unasked 101 is 502 and never a tunnel', async ({ exchange, upstream }) => {
    const { answer, seen } = await exchange({ target: '/up/unasked-101' })
    assert.equal(answer.status, 502)
    assert.equal(answer.header('x-strait-error'), 'upstream_unexpected_upgrade')
    assert.doesNotMatch(answer.text(), /no longer HTTP/)
    await upstream.waitForClose(seen)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type App, connect, type LogLine, request, startUpstream } from '@strait/testkit'
import { forEachRuntime, runtimes } from '../suite.ts'
import { appFor } from './started.ts'

let count = 0
const mark = () => `m${count++}`

/** The one line of an exchange; fails where there are two. */
async function lineOf(app: App, name: string): Promise<LogLine> {
  const fits = (line: LogLine) => String(line['target']).includes(name)
  const line = await app.waitForLog(fits)
  await request(app.port, { target: `/up/status/200?stream=${mark()}` })
  assert.equal(app.lines().filter(fits).length, 1)
  return line
}

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  promises('an exchange is one JSON line that tells what it was', async ({ app, exchange }) => {
    const name = mark()
    const body = '{"model":"gpt-test"}'
    const target = `/openai/v1/chat/completions?stream=${name}`
    const { answer } = await exchange({ method: 'POST', target, body, headers: { authorization: 'Bearer sk-x' } })
    const line = await lineOf(app, name)
    assert.equal(line['id'], answer.header('x-strait-request-id'))
    assert.equal(line['level'], 'info')
    assert.ok(!Number.isNaN(Date.parse(String(line['time']))))
    assert.equal(line['method'], 'POST')
    assert.equal(line['status'], 200)
    assert.equal(line['provider'], 'openai')
    assert.ok(line['route'])
    assert.equal(line['client'], '127.0.0.1')
    assert.equal(line['operation'], 'chat')
    assert.equal(line['bytes_in'], body.length)
    assert.equal(line['bytes_out'], answer.content.length)
    for (const time of ['ms_head', 'ms_first_byte', 'ms_total', 'ms_strait']) {
      assert.ok(typeof line[time] === 'number' && line[time] >= 0 && line[time] < 60_000, `${time}: ${line[time]}`)
    }
    assert.ok(Number(line['ms_head']) <= Number(line['ms_total']))
    assert.ok(Number(line['ms_strait']) <= Number(line['ms_total']))
    assert.ok('ended' in line)
  })

  promises(
    'a stream’s line comes with its last byte and tells its whole length',
    async ({ app, connect: open, upstream }) => {
      const name = mark()
      using client = await open()
      await client.send({ target: `/up/pause?gate=${name}` })
      const answer = await client.openResponse()
      await answer.waitForText('before')
      assert.equal(
        app.lines().filter((line) => String(line['target']).includes('/pause')).length,
        0,
        'not before its end',
      )
      upstream.open(name)
      await answer.done
      const line = await app.waitForLog((one) => String(one['target']).includes('/pause'))
      assert.equal(line['bytes_out'], answer.content.length)
    },
  )

  promises('it says who ended it', async ({ app, upstream, exchange }) => {
    const whole = mark()
    await exchange({ target: `/up/status/200?stream=${whole}` })
    const cut = mark()
    await exchange({ target: `/up/fin-mid-length?stream=${cut}` })
    const gone = mark()
    const client = await connect(app.port)
    await client.send({ target: `/up/no-head?stream=${gone}` })
    await upstream.waitForRequest((one) => one.target.includes(gone))
    client.reset()
    const refused = mark()
    await exchange({ target: `/no/door?stream=${refused}` })
    const ended = await Promise.all(
      [whole, cut, gone, refused].map((name) => lineOf(app, name).then((line) => line['ended'])),
    )
    assert.equal(new Set(ended).size, 4, `told apart: ${ended.join(', ')}`)
    assert.equal(ended[1], 'upstream')
    assert.equal(ended[2], 'client')
  })

  promises(
    'a client that leaves in the middle of its own body has its address in the line',
    async ({ app, upstream }) => {
      const name = mark()
      const client = await connect(app.port)
      await client.write(`POST /up/echo?stream=${name} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\nhalf`)
      await upstream.waitForRequest((one) => one.target.includes(name))
      client.reset()
      const line = await lineOf(app, name)
      assert.deepEqual([line['client'], line['ended']], ['127.0.0.1', 'client'])
    },
  )

  promises('a refusal’s line has its code and its stage', async ({ app, exchange }) => {
    for (const [target, code, stage] of [
      ['/no/door', 'no_route', undefined],
      ['/up/reset-before-head', 'upstream_reset', 'send'],
      ['/up/%252e%252e/x', 'dot_segments', 'accept'],
    ] as const) {
      const name = mark()
      const { answer } = await exchange({ target: `${target}?stream=${name}` })
      const line = await lineOf(app, name)
      assert.equal(line['error'], code)
      assert.equal(line['status'], answer.status)
      assert.equal(line['id'], answer.header('x-strait-request-id'))
      if (stage !== undefined) assert.equal(line['stage'], stage)
      assert.equal(line['level'], 'info', 'what a caller or an upstream did is no fault of ours')
    }
  })
})

for (const runtime of runtimes) {
  describe(`on ${runtime}`, () => {
    it('levels: what is below is not written; STRAIT_LOG and --log choose', async (context) => {
      await using upstream = await startUpstream()
      const config = `listen: 127.0.0.1:0\nlog: warn\nproviders: { up: { url: "${upstream.url}" } }\n`
      const rows: [object, number][] = [
        [{ env: { STRAIT_LOG: undefined } }, 0],
        [{ env: { STRAIT_LOG: 'info' } }, 1],
        [{ env: { STRAIT_LOG: 'info' }, args: ['--log', 'off'] }, 0],
        [{ env: { STRAIT_LOG: 'off' }, args: ['--log', 'debug'] }, 2],
      ]
      for (const [options, lines] of rows) {
        const app = await appFor(context, runtime, { config, ...options })
        await request(app.port, { target: '/up/status/200?stream=levels' })
        await app.stop()
        const written = app.lines().filter((line) => /status\/200/.test(String(line['message'])))
        assert.equal(written.length, lines, `${JSON.stringify(options)}\n${app.logs()}`)
      }
    })

    it('--debug adds the rule, the upstream and masked headers both ways, and no body', async (context) => {
      await using upstream = await startUpstream()
      const config = `listen: 127.0.0.1:0\nproviders: { up: { url: "${upstream.url}" } }\n`
      const app = await appFor(context, runtime, { config, args: ['--debug'], env: { STRAIT_LOG: undefined } })
      const headers = { authorization: 'Bearer sk-of-the-caller', 'x-plain': 'shown' }
      await request(app.port, { method: 'POST', target: '/up/set-cookies', headers, body: 'the body of the request' })
      const line = await app.waitForLog((one) => one['level'] === 'debug' && 'rule' in one)
      await app.stop()
      const text = JSON.stringify(line)
      assert.ok(text.includes(upstream.url), 'the upstream’s address')
      assert.match(text, /x-plain/)
      assert.match(text, /shown/)
      assert.match(text, /set-cookie/i)
      assert.doesNotMatch(text, /sk-of-the-caller/)
      assert.doesNotMatch(app.logs(), /the body of the request/)
    })

    it('pretty lines are for people and hold the same', async (context) => {
      const app = await appFor(context, runtime, { env: { STRAIT_LOG_FORMAT: 'pretty' } })
      await request(app.port, { target: '/-/healthy' })
      await app.stop()
      assert.match(app.logs(), /GET \/-\/healthy 200/)
      assert.equal(app.lines().length, 0)
    })
  })
}

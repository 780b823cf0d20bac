import assert from 'node:assert/strict'
import { deferred, delay, type Script, until } from '@strait/testkit'
import { assertRefused } from '../faults/refusal.ts'
import { forEachRuntime } from '../suite.ts'
import { closedUrl, scene } from './scene.ts'
import { hangs, held, inTurn, resets, says } from './scripts.ts'

const closed = await closedUrl()
/** A retry comes as soon as it may. */
const SOON = 'backoff: { initial: 1ms, max: 1ms }'

forEachRuntime(
  (_runtime, use) => {
    const { promises, at, does, ask } = scene(use, {
      targets: ['a'],
      config: (url) => `
bounds: { replay: 2kB }
providers:
  a: { url: "${url.a}" }
routes:
  - { path: /r/*, to: { provider: a, retry: { attempts: 2, ${SOON} } } }
  - { path: /none/*, to: { provider: a } }
  - { path: /network/*, to: { provider: a, retry: { attempts: 2, on: [network], ${SOON} } } }
  - { path: /timeout/*, to: { provider: a, timeouts: { first_byte: 200ms }, retry: { attempts: 1, on: [timeout], ${SOON} } } }
  - { path: /timeout-default/*, to: { provider: a, timeouts: { first_byte: 200ms }, retry: { attempts: 1, ${SOON} } } }
  - { path: /closed/*, to: { url: "${closed}", retry: { attempts: 2, backoff: { initial: 1ms, max: 1ms } } } }
  - { path: /own-pace/*, to: { provider: a, retry: { attempts: 2, use_retry_after_header: false, ${SOON} } } }
  - { path: /short/*, to: { provider: a, retry: { attempts: 2, longest_wait: 5s, ${SOON} } } }
  - { path: /jitter/*, to: { provider: a, retry: { attempts: 3, backoff: { initial: 400ms, max: 400ms } } } }
`,
    })
    /** ms between the first attempt’s answer and the second attempt. */
    const waited = (): number => {
      const [first, second] = at.a.requests
      return (second?.headAt ?? 0) - (first?.replyEndedAt ?? 0)
    }

    promises('what the provider did not do is tried again, as often as the config says', async () => {
      for (const status of [408, 429, 500, 502, 503, 504, 529]) {
        at.a.clear()
        does({ a: inTurn(says(status), says(status), says(200, 'done')) })
        assert.deepEqual([(await ask('/r/x')).text(), at.a.requests.length], ['done', 3])
      }
      does({ a: says(503, 'still') })
      at.a.clear()
      const answer = await ask('/r/x')
      assert.deepEqual([answer.status, answer.text(), at.a.requests.length], [503, 'still', 3])
      assert.equal(answer.header('x-strait-error'), undefined, 'it is the provider’s own answer')
    })

    promises('what it did, or the caller did wrong, is not', async () => {
      for (const status of [200, 302, 400, 401, 404, 413, 422, 501]) {
        at.a.clear()
        does({ a: says(status) })
        assert.equal((await ask('/r/x')).status, status)
        assert.equal(at.a.requests.length, 1, `${status}`)
      }
      at.a.clear()
      does({ a: says(503) })
      await ask('/none/x')
      assert.equal(at.a.requests.length, 1, 'nobody asked for retries there')
    })

    promises('the same request, byte for byte, each time', async () => {
      does({ a: inTurn(says(500), says(500), says(200, 'done')) })
      const parts = ['{ "n" : 1.0,', ' "text": "\\u00e9"', ', "n":2}']
      const sent = { headers: { 'content-type': 'application/json', 'x-it': 'stays' }, body: parts }
      assert.equal((await ask('/r/x?q=%41', { ...sent, chunked: true })).text(), 'done')
      for (const request of at.a.requests) {
        assert.equal(request.content.bytes().toString(), parts.join(''))
        assert.deepEqual(
          [request.target, request.header('x-it'), request.framing.kind],
          ['/x?q=%41', 'stays', 'chunked'],
        )
      }
    })

    promises('a POST that may have been delivered goes once, unless the config says otherwise', async () => {
      does({ a: resets })
      assertRefused(await ask('/r/x'), 502, 'upstream_reset')
      assert.equal(at.a.requests.length, 1)
      at.a.clear()
      does({ a: inTurn(resets, resets, says(200, 'done')) })
      assert.equal((await ask('/network/x')).text(), 'done')
      at.a.clear()
      does({ a: inTurn(resets, says(200, 'done')) })
      assert.equal((await ask('/r/x', { method: 'GET' })).text(), 'done', 'to send a GET twice is to send it once')
      assert.equal(at.a.requests.length, 2)
    })

    promises('the same for one that the provider is silent about', async () => {
      does({ a: hangs })
      assertRefused(await ask('/timeout-default/x'), 504, 'first_byte_timeout')
      assert.equal(at.a.requests.length, 1)
      at.a.clear()
      does({ a: inTurn(hangs, says(200, 'done')) })
      assert.equal((await ask('/timeout/x')).text(), 'done')
    })

    promises('a body over the bound is sent once, also where it came in pieces', async () => {
      does({ a: says(503, 'no') })
      const sizes: [bytes: number, times: number][] = [
        [1_900, 3],
        [3_000, 1],
        [100_000, 1],
      ]
      for (const chunked of [false, true]) {
        for (const [bytes, times] of sizes) {
          at.a.clear()
          const answer = await ask('/r/x', { body: ['x'.repeat(500), 'x'.repeat(bytes - 500)], chunked })
          assert.deepEqual([answer.status, answer.text()], [503, 'no'])
          const went = at.a.requests.map((one) => one.content.length)
          assert.deepEqual(went, Array(times).fill(bytes), chunked ? 'in chunks' : 'with a length')
        }
      }
    })

    promises('waits as long as the provider says, in any of its words', async () => {
      const date = () => new Date(Date.now() + 2_000).toUTCString()
      const rows: [headers: () => Record<string, string>, atLeast: number][] = [
        [() => ({ 'retry-after': '1' }), 1_000],
        // A date has no fractions of a second.
        [() => ({ 'retry-after': date() }), 900],
        [() => ({ 'retry-after-ms': '400' }), 400],
        [() => ({ 'x-ms-retry-after-ms': '400', 'retry-after': '60' }), 400],
        [() => ({ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '450ms' }), 450],
      ]
      for (const [headers, atLeast] of rows) {
        at.a.clear()
        const limited: Script = (request, reply) => says(429, 'wait', headers())(request, reply)
        does({ a: inTurn(limited, says(200, 'done')) })
        assert.equal((await ask('/r/x')).text(), 'done')
        assert.ok(waited() >= atLeast - 1, `${JSON.stringify(headers())}: ${waited()} ms`)
      }
    })

    promises('asks no one to wait where nobody said so: a part of a time that has an end', async () => {
      does({ a: inTurn(says(429, '', { 'retry-after': '60' }), says(200, 'done')) })
      assert.equal((await ask('/own-pace/x')).text(), 'done')
      assert.ok(waited() < 10_000)
      const waits: number[] = []
      for (let i = 0; i < 8; i++) {
        at.a.clear()
        does({ a: inTurn(says(503), says(200, 'done')) })
        await ask('/jitter/x')
        waits.push(waited())
      }
      // Eight of them as near to each other by chance: one run in a hundred thousand.
      assert.ok(Math.max(...waits) - Math.min(...waits) > 60, `not all after the same time: ${waits}`)
    })

    promises('where that is longer than anybody waits, the answer goes out at once', async () => {
      does({ a: says(429, 'wait', { 'retry-after': '6' }) })
      const long = await ask('/short/x')
      assert.deepEqual([long.status, long.text(), long.header('retry-after')], [429, 'wait', '6'])
      const headers = { 'content-type': 'application/json', 'x-stainless-timeout': '3' }
      const deadline = await ask('/r/x', { headers })
      assert.deepEqual([deadline.status, deadline.text()], [429, 'wait'])
      assert.equal(at.a.requests.length, 2, 'one each')
    })

    promises('refused connections are tried again, and told', async ({ app }) => {
      assertRefused(await ask('/closed/x'), 502, 'upstream_refused')
      const line = await app.waitForLog((one) => one['target'] === '/closed/x')
      assert.equal(line['attempts'], 3)
    })

    promises('a client that leaves while it waits is not asked for again', async ({ connect, app }) => {
      does({ a: says(429, 'wait', { 'retry-after-ms': '1500' }) })
      const client = await connect()
      await client.send({ method: 'POST', target: '/r/leaves-meanwhile', body: '{}' })
      const given = await at.a.waitForRequest((one) => one.replyEndedAt !== undefined)
      // The answer is on its way to where it waits; then the client leaves.
      await delay(200)
      client.reset()
      const line = await app.waitForLog((one) => String(one['target']).includes('leaves-meanwhile'), 1_000)
      assert.equal(line['ended'], 'client')
      await delay(Math.max(0, (given.replyEndedAt ?? 0) + 2_000 - performance.now()))
      assert.equal(at.a.requests.length, 1)
    })

    promises('an outage is not multiplied: a fifth of what is under way is tried again, and no more', async () => {
      const all = deferred()
      const again = deferred()
      let came = 0
      does({
        a: (request, reply) => {
          if (++came <= 100) return held(all.promise, says(503, 'down'))(request, reply)
          return held(again.promise, says(200, 'up'))(request, reply)
        },
      })
      const answers: number[] = []
      const asking = Array.from({ length: 100 }, async () => {
        const { status } = await ask('/r/budget', { timeoutMs: 30_000 })
        answers.push(status)
      })
      await until(() => came === 100, { timeoutMs: 20_000, what: () => `all to be under way; ${came} are` })
      all.resolve()
      await until(() => answers.length >= 80, {
        timeoutMs: 20_000,
        what: () => `those without a retry: ${answers.length}`,
      })
      await until(() => came + answers.length >= 200, { what: 'the others to be tried again' })
      assert.ok(came <= 120, `${came - 100} were tried again at one time`)
      assert.deepEqual([...new Set(answers)], [503])
      again.resolve()
      await Promise.all(asking)
      assert.equal(answers.filter((status) => status === 200).length, came - 100)
      assert.ok(came >= 103, 'some are always allowed')
    })

    promises('with little under way three may be tried again at one time', async () => {
      const again = deferred()
      const before = new Set<string>()
      does({
        a: (request, reply) => {
          const isFirst = !before.has(request.target)
          before.add(request.target)
          return isFirst ? says(503, 'down')(request, reply) : held(again.promise, says(200, 'up'))(request, reply)
        },
      })
      const three = [1, 2, 3].map((n) => ask(`/r/${n}`))
      await until(() => at.a.requests.length === 6, { what: 'three retries' })
      assert.equal((await ask('/r/4')).status, 503)
      again.resolve()
      assert.deepEqual(
        (await Promise.all(three)).map((answer) => answer.status),
        [200, 200, 200],
      )
      assert.equal((await ask('/r/5')).status, 200, 'their places are given back')
    })
  },
  { together: true },
)

import assert from 'node:assert/strict'
import { until } from '@strait/testkit'
import { forEachRuntime, type Stage } from '../suite.ts'
import { assertRefused } from './refusal.ts'

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const
let count = 0

/** How often a request with this mark reached the upstream, once everything that could follow has. */
async function deliveries({ exchange, upstream }: Stage, mark: string): Promise<number> {
  // An exchange after it on every connection there is: whoever wanted to send again would have.
  for (let i = 0; i < 3; i++) await exchange({ method: 'POST', target: '/up/echo', body: 'after' })
  return upstream.requests.filter((one) => one.target.includes(mark)).length
}

const send = (method: string, target: string) => ({
  method,
  target,
  ...(method === 'GET' || method === 'DELETE' ? {} : { body: '{"charge":"once"}' }),
})

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  for (const fault of ['fin-before-head', 'reset-before-head', 'half-head', 'half-head?then=reset', 'garbage']) {
    promises(`${fault}: what may have been delivered is never sent again`, async (stage) => {
      for (const method of METHODS) {
        const mark = `once-${count++}`
        const target = `/up/${fault}${fault.includes('?') ? '&' : '?'}mark=${mark}`
        const { answer } = await stage.exchange(send(method, target))
        assert.equal(answer.status, 502)
        assert.equal(await deliveries(stage, mark), 1, `${method} was delivered more than once`)
      }
    })

    promises(`${fault} on a reused connection: neither`, async (stage) => {
      for (const method of METHODS) {
        const mark = `once-${count++}`
        await stage.exchange({ method: 'POST', target: '/up/echo', body: 'opens the connection' })
        const target = `/up/${fault}${fault.includes('?') ? '&' : '?'}mark=${mark}`
        const { answer, seen } = await stage.exchange(send(method, target))
        assert.equal(answer.status, 502)
        assert.ok(seen.connection.requests.length > 1, 'the connection had served before')
        assert.equal(await deliveries(stage, mark), 1, `${method} was delivered more than once`)
      }
    })
  }

  promises('a kept connection that closes as the next request arrives: sent once, told', async (stage) => {
    const { exchange, upstream } = stage
    for (const method of METHODS) {
      const mark = `once-${count++}`
      const { seen } = await exchange({ method: 'POST', target: '/up/echo', body: 'opens the connection' })
      const { connection } = seen
      connection.socket.on('data', () => connection.reset())
      const answered = await exchange(send(method, `/up/no-head?mark=${mark}`)).then(({ answer }) => answer)
      assertRefused(answered, 502, 'upstream_reset')
      assert.equal(await deliveries(stage, mark), 1)
    }
    assert.deepEqual(upstream.errors, [])
  })

  promises('an upstream that answers early and goes gets the request once', async (stage) => {
    const mark = `once-${count++}`
    const body = 'x'.repeat(2_000_000)
    const { answer } = await stage.exchange({ method: 'POST', target: `/up/early-413?close&mark=${mark}`, body })
    assert.equal(answer.status, 413)
    assert.equal(answer.header('x-strait-error'), undefined, 'it is the upstream’s own answer')
    assert.equal(await deliveries(stage, mark), 1)
  })

  promises('a streamed upload is sent once', async (stage) => {
    const mark = `once-${count++}`
    const body = Array.from({ length: 20 }, (_, i) => `${i} `.repeat(5_000))
    const sent = { method: 'POST', target: `/up/reset-before-head?mark=${mark}`, body, chunked: true }
    const { answer } = await stage.exchange(sent)
    assert.equal(answer.status, 502)
    assert.equal(await deliveries(stage, mark), 1)
  })

  promises('a client that gives up and tries again is two, never three', async (stage) => {
    const mark = `once-${count++}`
    const { connect, upstream } = stage
    for (let i = 0; i < 2; i++) {
      using client = await connect()
      await client.send({ method: 'POST', target: `/up/no-head?mark=${mark}`, body: '{}' })
      await until(() => upstream.requests.filter((one) => one.target.includes(mark)).length === i + 1)
      client.reset()
    }
    assert.equal(await deliveries(stage, mark), 2)
  })
})

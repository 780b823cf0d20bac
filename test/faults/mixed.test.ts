import assert from 'node:assert/strict'
import { connect, delay, request } from '@strait/testkit'
import { forEachRuntime, type Stage } from '../suite.ts'
import { refusalOf } from './refusal.ts'

const EXCHANGES = 200

/** Everything the upstream can do wrong, beside ordinary calls on the same connections. */
const FAULTS = [
  'reset-before-head',
  'fin-before-head',
  'half-head?ms=1',
  'half-head?then=reset&ms=1',
  'garbage',
  'bad-status',
  'unasked-101',
  'extra-bytes',
  'reset-mid-length?ms=1',
  'fin-mid-length?ms=1',
  'reset-mid-chunk?ms=1',
  'fin-between-chunks?ms=1',
  'bad-chunk',
  'long-chunk',
  'different-lengths',
  'nul-in-header',
  'broken-gzip',
  'early-413?close',
  'connection-close',
  'http-1.0',
] as const

async function misbehaves({ app }: Stage, i: number): Promise<void> {
  const fault = FAULTS[i % FAULTS.length] as string
  const answer = await request(app.port, { method: 'POST', target: `/up/${fault}`, body: `{"i":${i}}` }).catch(
    () => undefined,
  )
  // A connection that broke before a head was whole says it as plainly as a 502.
  if (answer?.status === 502) refusalOf(answer, fault)
}

async function echoes({ app }: Stage, i: number): Promise<void> {
  const body = `${i}:`.repeat(1 + (i % 7) * 500)
  const answer = await request(app.port, { method: 'POST', target: '/up/echo', body })
  assert.equal(answer.status, 200)
  assert.equal(answer.text(), body)
}

async function streams({ app }: Stage, i: number): Promise<void> {
  const answer = await request(app.port, { target: `/up/sse?n=${1 + (i % 5)}` })
  assert.equal(answer.complete, true)
  assert.match(answer.text(), /\[DONE\]/)
}

async function leaves({ app }: Stage, i: number): Promise<void> {
  const client = await connect(app.port)
  void client.send({ method: 'POST', target: '/up/no-head', body: '{}' })
  await delay(i % 20)
  client.reset()
}

const KINDS = [misbehaves, echoes, misbehaves, streams, misbehaves, echoes, leaves] as const

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  promises(`${EXCHANGES} exchanges beside a misbehaving upstream’s faults get their own answers`, async (stage) => {
    let next = 0
    const failed: string[] = []
    const worker = async () => {
      while (next < EXCHANGES) {
        const i = next++
        const kind = KINDS[i % KINDS.length] as (typeof KINDS)[number]
        await kind(stage, i).catch((error: unknown) => void failed.push(`${i} ${kind.name}: ${String(error)}`))
      }
    }
    await Promise.all(Array.from({ length: 24 }, worker))
    assert.deepEqual(failed, [])
    for (const received of stage.upstream.requests) assert.deepEqual(received.problems, [])
  })

  promises('each fault, then an ordinary exchange on the same client connection', async (stage) => {
    for (const [i, fault] of FAULTS.entries()) {
      using client = await stage.connect()
      await client.send({ method: 'POST', target: `/up/${fault}`, body: '{}' })
      const answer = await client.readResponse().catch(() => undefined)
      if (answer?.complete === true && client.closedBy === undefined) {
        await client.send({ method: 'POST', target: '/up/echo', body: `after ${fault}` })
        assert.equal((await client.readResponse()).text(), `after ${fault}`)
      }
      await echoes(stage, i)
    }
  })
})

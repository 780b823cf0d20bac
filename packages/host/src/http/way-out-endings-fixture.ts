import assert from 'node:assert/strict'
import { type ExchangeRecord, utf8 } from '@strait/core'
import { type RawClient, type RequestOptions, until } from '@strait/testkit'
import { answer, type HandFlow, handFlow, type Upstream } from '../../../core/test/harness.ts'
import { promise, type SceneOptions, type WayOut } from './way-out-scene-fixture.ts'
import { Watcher } from './way-out-source-fixture.ts'

interface Ending {
  readonly words: string
  /** What the provider does; a flow is driven by `act`. */
  readonly upstream?: Upstream
  readonly options?: Partial<SceneOptions>
  act(client: RawClient, flow: HandFlow): Promise<void>
  readonly ended: readonly [ended: ExchangeRecord['ended'], error: string | undefined, bytesOut: number]
  /** What a tap is told at the end; undefined where there was no answer to watch. */
  readonly tap: boolean | undefined
}

const times = { connect: 0, continue: 0, firstByte: 0, idle: 0, total: 0 }

/** Nothing came, or a beginning that nobody takes for the whole. */
async function assertBroken(client: RawClient): Promise<void> {
  const answered = await client.readResponse().catch(() => undefined)
  assert.notEqual(answered?.complete, true, 'it looks whole')
}

async function readBeginning(
  client: RawClient,
  flow: HandFlow,
): Promise<Awaited<ReturnType<RawClient['openResponse']>>> {
  await begun(flow)
  flow.sink.data(utf8('beginning'))
  const answered = await client.openResponse()
  await answered.waitForText('beginning')
  return answered
}

async function begun(flow: HandFlow): Promise<void> {
  await until(() => flow.calls.includes('read'), { what: 'the way out to read' })
}

const endings: readonly Ending[] = [
  {
    words: 'a body that ends',
    async act(client, flow) {
      const answered = await readBeginning(client, flow)
      flow.sink.data(utf8(' and end'))
      flow.sink.end([])
      assert.equal((await answered.done).text(), 'beginning and end')
      assert.equal(answered.complete, true)
    },
    ended: ['whole', undefined, 17],
    tap: true,
  },
  {
    words: 'an answer that never came',
    upstream: () => ({ kind: 'failed', code: 'upstream_reset', delivered: 'maybe', cause: new Error('reset') }),
    async act(client) {
      const answered = await client.readResponse()
      assert.deepEqual([answered.status, answered.complete], [502, true])
    },
    ended: ['upstream', 'upstream_reset', -1],
    tap: undefined,
  },
  {
    words: 'a body that is cut before its first byte',
    async act(client, flow) {
      await begun(flow)
      flow.sink.fail(new Error('reset'))
      await assertBroken(client)
    },
    ended: ['upstream', 'upstream_cut', 0],
    tap: false,
  },
  {
    words: 'a body that is cut at once behind its first bytes',
    async act(client, flow) {
      await begun(flow)
      flow.sink.data(utf8('beginning'))
      flow.sink.fail(new Error('reset'))
      await assertBroken(client)
    },
    ended: ['upstream', 'upstream_cut', 9],
    tap: false,
  },
  {
    words: 'a body that falls silent',
    options: { target: { timeouts: { ...times, idle: 30 } } },
    async act(client, flow) {
      const answered = await readBeginning(client, flow)
      await answered.done
      assert.equal(answered.complete, false)
    },
    ended: ['strait', 'idle_timeout', 9],
    tap: false,
  },
  {
    words: 'a client that leaves before the head',
    upstream: (_request, cancel) =>
      new Promise((resolve) => {
        cancel.listen((cause) => resolve({ kind: 'failed', code: 'client_gone', delivered: 'maybe', cause }))
      }),
    options: { taps: [] },
    async act(client) {
      client.close()
    },
    ended: ['client', 'client_gone', -1],
    tap: undefined,
  },
  {
    words: 'a client that leaves in the body',
    async act(client, flow) {
      await readBeginning(client, flow)
      client.close()
      await until(() => flow.calls.includes('cancel'), { what: 'the call to be taken along' })
    },
    ended: ['client', 'client_gone', 9],
    tap: false,
  },
  {
    words: 'a client that resets in the body',
    async act(client, flow) {
      await readBeginning(client, flow)
      client.reset()
      await until(() => flow.calls.includes('cancel'), { what: 'the call to be taken along' })
    },
    ended: ['client', 'client_gone', 9],
    tap: false,
  },
]

/** Each of these has one record, that says who ended it. */
export function endingsContract(way: WayOut): void {
  for (const { words, upstream, options, act, ended, tap } of endings) {
    const flow = handFlow()
    const watcher = new Watcher()
    let reached = false
    const script: Upstream = (request, cancel) => {
      reached = true
      return upstream === undefined ? answer(flow) : upstream(request, cancel)
    }
    promise(
      way,
      `${words} is on record once`,
      { upstream: script, taps: [watcher.factory], ...options },
      async ({ ask, record }) => {
        const client = await ask()
        await until(() => reached, { what: 'the request' })
        await act(client, flow)
        const said = await record()
        const [who, error, bytesOut] = ended
        assert.deepEqual([said.ended, said.error], [who, error])
        if (bytesOut >= 0) assert.equal(said.bytesOut, bytesOut)
        assert.deepEqual(watcher.ends, tap === undefined ? [] : [tap])
        // What comes behind the end comes to nobody.
        if (flow.calls.includes('read')) {
          flow.sink.data(utf8('late'))
          flow.sink.end([])
        }
      },
    )
  }

  const clients: readonly (readonly [who: string, request: RequestOptions])[] = [
    ['a client', {}],
    ['a client that asked to close', { headers: { connection: 'close' } }],
    ['an HTTP/1.0 client', { httpVersion: '1.0' }],
  ]
  for (const [who, request] of clients) {
    for (const headers of [[], ['content-length', '1000']]) {
      const flow = handFlow()
      promise(
        way,
        `a cut body ${headers.length === 0 ? 'without' : 'with'} a length is a broken transfer to ${who}`,
        { upstream: () => answer(flow, { headers }) },
        async ({ ask }) => {
          const client = await ask(request)
          const answered = await readBeginning(client, flow)
          flow.sink.fail(new Error('reset'))
          await answered.done
          assert.equal(answered.complete, false, `it looks whole: ${answered.framing.kind}, ${answered.ended}`)
          assert.equal(answered.text(), 'beginning', 'what came is still the client’s')
        },
      )
    }
  }
}

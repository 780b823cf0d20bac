import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesOf } from '../test/listen.ts'
import { type Client, createClient, type WireOptions } from './client.ts'
import type { SocketHandler } from './dial.ts'
import type { WireBody, WireOutcome, WireRequest } from './exchange.ts'

/** What the client knows of its own connections, on sockets and timers that do nothing by themselves. */

/** One end of a connection, as the runtime has it. */
interface Line {
  readonly handler: SocketHandler
  written: number
  destroyed: boolean
}

interface Stage {
  readonly client: Client
  /** In the order in which they were dialled. */
  readonly lines: readonly Line[]
  send(body?: WireBody, told?: (outcome: WireOutcome) => WireOutcome): Promise<WireOutcome>
  open(at: number): void
  /** An answer, whole. */
  answer(at: number): void
}

function staged(options: Partial<WireOptions> = {}): Stage {
  const lines: Line[] = []
  const still = { touch() {}, hold() {}, clear() {} }
  const client = createClient({
    dial: (_, handler) => {
      const line = { handler, written: 0, destroyed: false }
      lines.push(line)
      return {
        abort() {
          line.destroyed = true
        },
      }
    },
    timers: { after: () => still },
    ...options,
  })
  return {
    client,
    lines,
    send: (body = { kind: 'none' }, told = (outcome) => outcome) => client.send(requestWith(body), cancel, told),
    open(at) {
      const line = lineAt(at)
      line.handler.open({
        write(bytes) {
          line.written += bytes.length
          return true
        },
        pause() {},
        resume() {},
        end() {},
        destroy() {
          line.destroyed = true
        },
      })
    },
    answer: (at) => lineAt(at).handler.data(bytesOf('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')),
  }

  function lineAt(at: number): Line {
    const line = lines[at]
    assert.ok(line !== undefined, `connection ${at} was not dialled`)
    return line
  }
}

const cancel = { pulled: false, reason: undefined, listen: () => () => {} }

function requestWith(body: WireBody): WireRequest {
  const origin = { scheme: 'http', host: 'origin.test', port: 80, hostHeader: 'origin.test' } as const
  return { origin, method: 'POST', target: '/', headers: [], body, connectTimeout: 0, maxHead: 16_384 }
}

/** A body that never comes: the head waits for it, a few milliseconds. */
function unending(): WireBody {
  const next = () => new Promise<IteratorResult<Uint8Array>>(() => {})
  return { kind: 'stream', length: 3, chunks: { [Symbol.asyncIterator]: () => ({ next }) } }
}

/** The origin's only connection ends under an upload of which nothing is written yet; it goes to connection 1. */
async function endedUnderUpload(options?: Partial<WireOptions>): Promise<Stage> {
  const stage = staged(options)
  const first = stage.send()
  stage.open(0)
  stage.answer(0)
  await first
  assert.deepEqual({ ...stage.client.counts }, { open: 1, idle: 1, waiting: 0 })
  void stage.send(unending())
  stage.lines[0]?.handler.ended()
  assert.deepEqual([stage.lines.length, stage.lines[0]?.destroyed], [2, true])
  return stage
}

test('counts hold the connection to which a job goes when the only other one ended under it', async () => {
  const { client, lines, open } = await endedUnderUpload()
  assert.deepEqual({ ...client.counts }, { open: 1, idle: 0, waiting: 0 })
  open(1)
  client.close()
  assert.deepEqual([lines[1]?.destroyed, client.counts.open], [true, 0])
})

test('maxConnections and maxWaiting hold beside a job whose connection ended under it', async () => {
  const { client, lines, send } = await endedUnderUpload({ maxConnections: 1, maxWaiting: 1 })
  void send()
  assert.deepEqual({ ...client.counts }, { open: 1, idle: 0, waiting: 1 })
  const outcome = await send()
  assert.equal(outcome.kind === 'failed' && outcome.error.code, 'queue_full')
  assert.equal(lines.length, 2)
})

test('a job whose connection ended under it goes before those that wait', async () => {
  const { client, lines, send, open, answer } = staged({ maxConnections: 1, maxWaiting: 1 })
  const first = send()
  open(0)
  answer(0)
  await first
  void send(unending())
  const waiting = send()
  lines[0]?.handler.ended()
  assert.deepEqual({ ...client.counts }, { open: 1, idle: 0, waiting: 1 })
  open(1)
  assert.equal(lines[1]?.written, 0, 'the upload, which waits for its body')
  lines[1]?.handler.closed(new Error('reset'))
  open(2)
  answer(2)
  assert.equal((await waiting).kind, 'answer')
})

test('the end of a connection forgets no other that was opened since', async () => {
  const { client, lines, send, open, answer } = await endedUnderUpload()
  const next = send()
  open(2)
  answer(2)
  await next
  lines[1]?.handler.failed({ code: 'refused', cause: undefined })
  assert.deepEqual({ ...client.counts }, { open: 1, idle: 1, waiting: 0 })
  await Promise.all([send(), answer(2)])
  assert.equal(lines.length, 3)
})

test('a request that is sent while close() ends the others is known, as any that is sent afterwards', async () => {
  const { client, lines, send, open } = staged()
  const sent: Promise<WireOutcome>[] = []
  const again = (outcome: WireOutcome) => {
    sent.push(send())
    return outcome
  }
  const outcomes = [send(undefined, again), send(undefined, again)]
  client.close()
  await Promise.all(outcomes)
  assert.deepEqual([lines.length, sent.length], [4, 2])
  assert.deepEqual({ ...client.counts }, { open: 2, idle: 0, waiting: 0 })
  open(2)
  client.close()
  assert.deepEqual([lines[2]?.destroyed, lines[3]?.destroyed, client.counts.open], [true, true, 0])
})

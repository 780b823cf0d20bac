import assert from 'node:assert/strict'
import { forEachRuntime, type Stage } from '../suite.ts'

/** How a kept connection can end once the next request has been delivered on it. */
const ENDS = {
  'is reset': (reply: { reset(): void }) => reply.reset(),
  'is closed': (reply: { close(): void }) => reply.close(),
  'ends in half a head': async (reply: { raw(bytes: string): Promise<boolean>; close(): void }) => {
    await reply.raw('HTTP/1.1 200 OK\r\ncontent-le')
    reply.close()
  },
} as const

const REQUESTS = [
  { method: 'GET' },
  { method: 'POST', body: '{"buy":1}' },
  { method: 'POST', body: ['{"buy":', '1}'], chunked: true },
  { method: 'PUT', body: '{"buy":1}' },
  { method: 'DELETE' },
] as const

async function failAfterDelivery({ exchange, upstream }: Stage, end: (typeof ENDS)[keyof typeof ENDS]): Promise<void> {
  for (const request of REQUESTS) {
    // The first exchange leaves a connection behind that the second will find.
    const first = await exchange({ target: '/up/status/200' })
    upstream.script('/fails', async (received, reply) => {
      await received.body
      await end(reply)
    })
    const { answer, received } = await exchange({ ...request, target: '/up/fails' })
    assert.equal(answer.status, 502, request.method)
    assert.equal(answer.header('x-strait-error')?.startsWith('upstream_'), true)
    assert.deepEqual(
      received.map((one) => one.method),
      [request.method],
      'a request whose delivery is uncertain is never sent twice',
    )
    assert.equal(received[0]?.connection.id, first.seen.connection.id, 'it was to travel on the kept connection')
  }
}

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  for (const [how, end] of Object.entries(ENDS)) {
    promises(`a request is sent once, also when its connection ${how} before the answer`, (stage) =>
      failAfterDelivery(stage, end),
    )
  }

  promises(
    'a request is sent once, also when the upstream answers 503 with retry-after',
    async ({ exchange, upstream }) => {
      upstream.script('/busy', (_request, reply) => void reply.json(503, {}, { 'retry-after': '0' }))
      const { answer, received } = await exchange({ method: 'POST', target: '/up/busy', body: '{}' })
      assert.deepEqual([answer.status, answer.header('retry-after'), received.length], [503, '0', 1])
    },
  )
})

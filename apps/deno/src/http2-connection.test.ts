import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { PassThrough, type Readable } from 'node:stream'
import { test } from 'node:test'
import { Http2Connection } from './http2-connection.ts'

const CLIENTS = { head: 60_000, maxHead: 64_000, keepAlive: 60_000 }

test('what goes wrong between its two sides ends the connection, and not the process', async () => {
  for (const broken of ['requests', 'answers'] as const) {
    const [outer, inner] = [new PassThrough(), new PassThrough()]
    let way: Readable | undefined
    const end = broken === 'requests' ? inner : outer
    end.on('pipe', (from) => {
      way = from
    })
    const connection = new Http2Connection(outer as unknown as Socket, inner as unknown as Socket, CLIENTS)
    connection.join()
    way?.destroy(new Error('broken'))
    await connection.closed
    assert.deepEqual([way?.destroyed, outer.destroyed, inner.destroyed], [true, true, true], broken)
  }
})

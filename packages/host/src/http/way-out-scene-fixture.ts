import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ExchangeRecord, Gateway, Plan, TapFactory, Target } from '@strait/core'
import { type ClientOptions, connect, type RawClient, type RequestOptions, until } from '@strait/testkit'
import { makeGateway, records, type Upstream } from '../../../core/test/harness.ts'

/** One way by which replies reach a socket: a server on the loopback with a gateway behind it. */
export interface WayOut {
  readonly name: string
  listen(gateway: Gateway): Promise<Served>
  /** Promises that this server can't keep, by their words, each with the reason. */
  readonly gaps?: Readonly<Record<string, string>>
}

export interface Served {
  readonly port: number
  close(): unknown
}

export interface SceneOptions {
  readonly upstream: Upstream
  readonly plan?: Partial<Plan>
  readonly target?: Partial<Target>
  readonly taps?: readonly TapFactory[]
}

/** One server and its clients. */
export interface Scene {
  readonly gateway: Gateway
  readonly records: readonly ExchangeRecord[]
  /** A connection of its own; counted, so that at the end each request has its record. */
  ask(request?: RequestOptions, options?: ClientOptions): Promise<RawClient>
  /** Another request on a connection that has brought an answer. */
  askAgain(client: RawClient, request?: RequestOptions): Promise<void>
  /** The record of the one request that was sent. */
  record(): Promise<ExchangeRecord>
}

export const TARGET = '/openai/chat/completions'

/** A test of the contract. When it is over each exchange has exactly one record, and nothing of it is left. */
export function promise(way: WayOut, words: string, options: SceneOptions, act: (scene: Scene) => Promise<void>): void {
  test(`${way.name}: ${words}`, async (t) => {
    const gap = way.gaps?.[words]
    if (gap !== undefined) return t.skip(gap)
    const { observer, seen } = records()
    const plan = { observers: [observer], taps: options.taps ?? [], ...options.plan }
    const gateway = makeGateway(options.upstream, plan, options.target)
    const served = await way.listen(gateway)
    const clients: RawClient[] = []
    let asked = 0
    const send = async (client: RawClient, request: RequestOptions) => {
      asked++
      await client.send({ target: TARGET, ...request })
    }
    try {
      await act({
        gateway,
        records: seen,
        async ask(request = {}, clientOptions) {
          const client = await connect(served.port, clientOptions)
          clients.push(client)
          await send(client, request)
          return client
        },
        askAgain: (client, request = {}) => send(client, request),
        async record() {
          await until(() => seen.length > 0, { what: 'the record' })
          return seen[0] as ExchangeRecord
        },
      })
      await until(() => gateway.state.inFlight === 0, { what: 'every exchange to end' })
      assert.equal(seen.length, asked, 'each exchange has one record, once')
      assert.equal(gateway.state.deadlines.size, 0, 'no clock is left')
    } finally {
      for (const client of clients) client.close()
      await served.close()
    }
  })
}

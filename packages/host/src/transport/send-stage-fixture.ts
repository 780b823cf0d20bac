import assert from 'node:assert/strict'
import {
  Cancel,
  Fields,
  type Flow,
  type Origin,
  type UpstreamAnswer,
  type UpstreamFailure,
  type UpstreamOutcome,
  type UpstreamRequest,
} from '@strait/core'
import { until } from '@strait/testkit'
import type { SeenRequest, SendPeer } from './send-peer-process-fixture.ts'
import type { Transport } from './wire.ts'

/** What every `send` keeps, or lists as a gap. */
export interface SendPromise {
  readonly name: string
  readonly run: (stage: SendStage) => Promise<void>
}

export interface ReadAnswer {
  readonly status: number
  readonly reason: string
  readonly fields: Fields
  readonly bytes: Uint8Array
  readonly text: string
  /** Undefined where the body broke. */
  readonly trailers: readonly string[] | undefined
  readonly whole: boolean
}

let tests = 0

/** One test's requests to the peer, told apart by a word of their own in the target. */
export class SendStage {
  readonly peer: SendPeer
  readonly transport: Transport
  tag: string

  constructor(peer: SendPeer, transport: Transport) {
    this.peer = peer
    this.transport = transport
    this.tag = `t${++tests}x`
  }

  /** The same test, as if it were another: for those that try several things. */
  next(): this {
    this.tag = `t${++tests}x`
    return this
  }

  origin(over: { scheme?: Origin['scheme']; host?: string; port?: number } = {}): Origin {
    const { scheme = 'http', host = '127.0.0.1', port = this.peer.port } = over
    const hostHeader = `${host}:${port}`
    return { scheme, host, port, hostHeader, origin: `${scheme}://${hostHeader}` }
  }

  request(path: string, over: Partial<UpstreamRequest> = {}): UpstreamRequest {
    return upstreamRequest({ origin: this.origin(), target: `/${this.tag}${path}`, ...over })
  }

  send(path: string, over?: Partial<UpstreamRequest>, cancel = new Cancel()): Promise<UpstreamOutcome> {
    return this.transport.send(this.request(path, over), cancel)
  }

  async answer(path: string, over?: Partial<UpstreamRequest>, cancel?: Cancel): Promise<UpstreamAnswer> {
    const outcome = await this.send(path, over, cancel)
    assert.ok(outcome.kind === 'answer', outcome.kind === 'failed' ? `${outcome.code}: ${outcome.cause}` : '')
    return outcome
  }

  async read(path: string, over?: Partial<UpstreamRequest>): Promise<ReadAnswer> {
    return readAnswer(await this.answer(path, over))
  }

  async fails(path: string, over?: Partial<UpstreamRequest>): Promise<UpstreamFailure> {
    const outcome = await this.send(path, over)
    if (outcome.kind === 'answer') await readAnswer(outcome)
    assert.ok(outcome.kind === 'failed', `${path} was answered`)
    return outcome
  }

  /** The one request of this test, as soon as it is what is waited for. */
  async seen(test: (request: SeenRequest) => boolean = ({ state }) => state === 'complete'): Promise<SeenRequest> {
    let last: SeenRequest[] = []
    const look = async () => {
      last = await this.peer.seen(this.tag)
      return last.find(test)
    }
    const found = await until(look, { what: () => `a request; came: ${JSON.stringify(last).slice(0, 500)}` })
    assert.equal(last.length, 1, `${last.length} requests came`)
    assert.deepEqual(found.problems, [])
    return found
  }

  /** Time for whatever is under way, measured in what both ends get done. */
  async roundTrips(): Promise<void> {
    for (let i = 0; i < 20; i++) await this.peer.seen('none')
  }

  /** Waits until `count` stands still, and gives where. */
  async standsStill(count: () => number | Promise<number>): Promise<number> {
    let before = 0
    const stands = async () => {
      const now = await count()
      if (now > 0 && now === before) return now
      before = now
      await this.roundTrips()
      return undefined
    }
    return until(stands, { what: () => `a count to stand still; it is at ${before}`, timeoutMs: 20_000 })
  }
}

/** GET of nothing in particular, with `over` in place of that. */
export function upstreamRequest(over: Partial<UpstreamRequest>): UpstreamRequest {
  return {
    origin: { scheme: 'http', host: '127.0.0.1', port: 80, hostHeader: '127.0.0.1', origin: 'http://127.0.0.1' },
    method: 'GET',
    target: '/',
    headers: [],
    body: { kind: 'none' },
    connectTimeout: 5_000,
    expectContinue: 0,
    maxHead: 64 * 1024,
    secretNames: new Set(),
    ...over,
  }
}

export async function readAnswer({ status, reason, headers, body }: UpstreamAnswer): Promise<ReadAnswer> {
  const { bytes, trailers } = await readBody(body)
  const text = Buffer.from(bytes).toString('latin1')
  return { status, reason, fields: new Fields(headers), bytes, text, trailers, whole: trailers !== undefined }
}

function readBody(body: UpstreamAnswer['body']): Promise<Pick<ReadAnswer, 'bytes' | 'trailers'>> {
  if (body === undefined || body instanceof Uint8Array) {
    return Promise.resolve({ bytes: body ?? new Uint8Array(0), trailers: [] })
  }
  return new Promise((resolve) => {
    hear(body, ({ chunks }, trailers) => resolve({ bytes: Buffer.concat(chunks), trailers }))
  })
}

export interface Heard {
  readonly chunks: Uint8Array[]
  readonly text: string
  bytes: number
  ended: 'whole' | 'broken' | undefined
}

/** Reads a flow and writes down all that it says. */
export function hear(
  flow: Flow,
  ended: (heard: Heard, trailers: readonly string[] | undefined) => void = () => {},
): Heard {
  const heard: Heard = {
    chunks: [],
    bytes: 0,
    ended: undefined,
    get text() {
      return Buffer.concat(this.chunks).toString('latin1')
    },
  }
  const end = (how: 'whole' | 'broken', trailers?: readonly string[]) => {
    assert.equal(heard.ended, undefined, 'a flow ends once')
    heard.ended = how
    ended(heard, trailers)
  }
  flow.read({
    data: (chunk) => {
      heard.chunks.push(chunk)
      heard.bytes += chunk.length
    },
    end: (trailers) => end('whole', trailers),
    fail: () => end('broken'),
  })
  return heard
}

export function flowOf({ body }: UpstreamAnswer): Flow {
  assert.ok(body !== undefined && !(body instanceof Uint8Array), 'the body was to be on its way')
  return body
}

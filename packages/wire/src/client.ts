import type { Dial, DialRequest } from './dial.ts'
import { WireError } from './errors.ts'
import type { WireCancel, WireOutcome, WireRequest } from './exchange.ts'
import { Job } from './job.ts'
import { Pool } from './pool.ts'
import type { Timers } from './timers.ts'
import { writeRequest } from './writer.ts'

export interface WireOptions {
  readonly dial: Dial
  readonly timers: Timers
  /** Connections to one origin. */
  readonly maxConnections?: number
  /** Requests that wait for one of them; one more fails with `queue_full`. */
  readonly maxWaiting?: number
  /** ms an idle connection is kept. */
  readonly keepAlive?: number
}

export interface Client {
  /** Sends one request once. Never rejects: what can go wrong is an outcome. */
  send(request: WireRequest, cancel: WireCancel): Promise<WireOutcome>
  /** The same in other words: what `told`, which must not throw, makes of the outcome. */
  send<T>(request: WireRequest, cancel: WireCancel, told: (outcome: WireOutcome) => T): Promise<T>
  readonly counts: Counts
  /** Ends everything at once. */
  close(): void
}

export interface Counts {
  /** Sockets, those being opened and those that are idle among them. */
  readonly open: number
  readonly idle: number
  /** Requests that wait for a connection. */
  readonly waiting: number
}

const CONNECTIONS = 4096
const WAITING = 4096
/**
 * Shorter than the 5 s after which common servers (Node, uvicorn) close without a word: a request that meets a
 * closing connection can't safely be sent again.
 */
const KEEP_ALIVE_MS = 4000

/** An HTTP/1.1 client that changes no byte: one request is sent once, and its answer comes back as it stood. */
export function createClient(options: WireOptions): Client {
  const { dial, timers, maxConnections = CONNECTIONS, maxWaiting = WAITING, keepAlive = KEEP_ALIVE_MS } = options
  const pools = new Map<string, Pool>()
  let last: { readonly to: Pick<WireRequest, 'origin' | 'tls' | 'addresses'>; readonly pool: Pool } | undefined

  function poolFor(request: WireRequest): Pool {
    // Nearly every request goes where the one before went.
    if (last !== undefined && goesAlike(request, last.to)) return last.pool
    const key = keyOf(request)
    let pool = pools.get(key)
    if (pool === undefined) {
      pool = newPool(request, key)
      pools.set(key, pool)
    }
    last = { to: { origin: request.origin, tls: request.tls, addresses: request.addresses }, pool }
    return pool
  }

  function newPool(request: WireRequest, key: string): Pool {
    const pool = new Pool(dialRequest(request), { dial, timers, maxConnections, maxWaiting, keepAlive, empty })
    return pool

    /** It alone is forgotten, and not another that stands in its place by now. */
    function empty(): void {
      if (pools.get(key) === pool) pools.delete(key)
      if (last?.pool === pool) last = undefined
    }
  }

  function send<T>(request: WireRequest, cancel: WireCancel, told = asItIs as (outcome: WireOutcome) => T): Promise<T> {
    return new Promise((resolve) => {
      const settle = (outcome: WireOutcome) => resolve(told(outcome))
      if (cancel.pulled) return settle(failed('aborted', cancel.reason))
      const written = writeRequest(request)
      if (written.kind === 'refused') return settle(failed('bad_request', undefined, written.detail))
      poolFor(request).take(new Job(request, written, cancel, settle))
    })
  }

  return {
    send,
    get counts() {
      const counts = { open: 0, idle: 0, waiting: 0 }
      for (const pool of pools.values()) {
        counts.open += pool.open
        counts.idle += pool.idle
        counts.waiting += pool.waiting
      }
      return counts
    },
    close() {
      const all = [...pools.values()]
      // First: whoever hears of the end may send again, and that is for a pool which stays known.
      pools.clear()
      last = undefined
      for (const pool of all) pool.close()
    },
  }
}

function failed(code: 'aborted' | 'bad_request', cause: unknown, detail?: string): WireOutcome {
  return { kind: 'failed', error: new WireError(code, { cause, detail }), delivered: 'no' }
}

function asItIs(outcome: WireOutcome): WireOutcome {
  return outcome
}

/** Connections are shared only between requests that agree on everything that makes one. */
function keyOf({ origin, tls, addresses }: WireRequest): string {
  return `${origin.scheme} ${origin.host} ${origin.port} ${tls?.id ?? ''} ${addresses?.join(',') ?? ''}`
}

function goesAlike(request: WireRequest, other: Pick<WireRequest, 'origin' | 'tls' | 'addresses'>): boolean {
  const { origin } = request
  return (
    request.addresses === other.addresses &&
    request.tls === other.tls &&
    (origin === other.origin ||
      (origin.port === other.origin.port && origin.host === other.origin.host && origin.scheme === other.origin.scheme))
  )
}

function dialRequest({ origin, tls, addresses }: WireRequest): DialRequest {
  const { scheme, host, port } = origin
  return { host, port, addresses, tls: scheme === 'https' ? (tls ?? PUBLIC) : undefined }
}

/** TLS with nothing of its own. */
const PUBLIC = { id: '' }

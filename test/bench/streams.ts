import { delay, until } from '@strait/testkit'
import { Connection } from './connection.ts'
import { bytesOf, EVENT_MARK, streamRequest } from './exchanges.ts'
import { percentile } from './stats.ts'

export interface StreamPlan {
  readonly streams: number
  /** ms between two events of a stream. */
  readonly every: number
  /** Events of one stream; then its connection begins the next. */
  readonly events: number
}

export interface StreamResult {
  readonly events: number
  readonly seconds: number
  readonly errors: number
  /** ms from the request's writing to the first event. */
  readonly p50: number
  readonly p99: number
}

export interface StreamLoad {
  /** Counts for so long; may be asked again. */
  measure(seconds: number): Promise<StreamResult>
  close(): void
}

const MARK = EVENT_MARK.charCodeAt(0)

/** Keeps `streams` streams running, begun evenly over one stream's life so that they never march in step. */
export async function runStreams(port: number, plan: StreamPlan): Promise<StreamLoad> {
  const bytes = bytesOf(streamRequest(plan.every, plan.events))
  const connections = new Set<Connection>()
  const seen = { events: 0, errors: 0, firsts: [] as number[] }
  let over = false
  const begin = () => {
    if (over) return
    let sentAt: number | undefined
    const send = () => {
      sentAt = performance.now()
      connection.send(bytes)
    }
    const connection = new Connection(port, {
      head(status) {
        if (status !== 200) seen.errors++
      },
      body(chunk) {
        const count = marksIn(chunk)
        if (count === 0) return
        seen.events += count
        if (sentAt !== undefined) seen.firsts.push(performance.now() - sentAt)
        sentAt = undefined
      },
      end: send,
      failed() {
        seen.errors++
        connections.delete(connection)
        setImmediate(begin)
      },
    })
    connections.add(connection)
    send()
  }
  await evenly(plan.streams, plan.every * plan.events, begin)
  return {
    async measure(seconds) {
      Object.assign(seen, { events: 0, errors: seen.errors, firsts: [] })
      const began = performance.now()
      await delay(seconds * 1000)
      return resultOf(seen, (performance.now() - began) / 1000)
    },
    close() {
      over = true
      for (const connection of connections) connection.close()
    },
  }
}

/** Opens `count` streams that stay silent after their first event; resolves when each has had it. */
export async function holdStreams(port: number, count: number): Promise<{ readonly errors: number; close(): void }> {
  const bytes = bytesOf(streamRequest(3_600_000, 2))
  const connections: Connection[] = []
  let begun = 0
  let errors = 0
  const failed = () => {
    errors++
  }
  await evenly(count, 500, () => {
    const connection = new Connection(port, {
      head(status) {
        if (status !== 200) errors++
      },
      body(chunk) {
        begun += marksIn(chunk)
      },
      end: failed,
      failed,
    })
    connections.push(connection)
    connection.send(bytes)
  })
  await until(() => begun + errors >= count, { timeoutMs: 10_000, what: () => `${count} streams; ${begun} began` })
  return {
    errors,
    close() {
      for (const connection of connections) connection.close()
    },
  }
}

function marksIn(chunk: Buffer): number {
  let count = 0
  for (let at = chunk.indexOf(MARK); at >= 0; at = chunk.indexOf(MARK, at + 1)) count++
  return count
}

function evenly(count: number, overMs: number, begin: () => void): Promise<void> {
  const began = performance.now()
  let done = 0
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(count, Math.ceil(((performance.now() - began) / overMs) * count))
      for (; done < due; done++) begin()
      if (done < count) return
      clearInterval(timer)
      resolve()
    }, 1)
  })
}

function resultOf(seen: { events: number; errors: number; firsts: number[] }, seconds: number): StreamResult {
  const sorted = seen.firsts.toSorted((a, b) => a - b)
  return {
    events: seen.events,
    seconds,
    errors: seen.errors,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
  }
}

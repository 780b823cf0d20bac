import { delay, until } from '@strait/testkit'
import { bytesOf, type RequestPlan } from './exchanges.ts'
import { Lane } from './lane.ts'
import { percentile } from './stats.ts'

/** What one stretch of load saw. */
export interface LoadResult {
  readonly requests: number
  readonly seconds: number
  /** Answers outside 2xx, and connections that broke. */
  readonly errors: number
  /** ms */
  readonly p50: number
  readonly p99: number
}

/** As many requests as `connections` let through, each sent when the one before it is answered. */
export async function closedLoop(
  port: number,
  plan: RequestPlan,
  connections: number,
  seconds: number,
): Promise<LoadResult> {
  const bytes = bytesOf(plan)
  const tally = new Tally()
  const open = new Set<Lane>()
  const start = () => {
    const lane = new Lane(port, {
      answered(answering, status, ms) {
        tally.count(status, ms)
        if (plan.fresh === true) replace(answering)
        else answering.send(bytes)
      },
      broke(broken) {
        tally.errors++
        replace(broken)
      },
    })
    open.add(lane)
    lane.send(bytes)
  }
  const replace = (lane: Lane) => {
    open.delete(lane)
    lane.close()
    // Not at once: where nobody listens, that would be an endless loop.
    setImmediate(() => {
      if (!tally.over) start()
    })
  }
  for (let i = 0; i < connections; i++) start()
  await delay(seconds * 1000)
  const result = tally.finish()
  for (const lane of open) lane.close()
  return result
}

/**
 * `rate` requests a second whatever the answers do: a slow answer delays no later request. A request's time begins
 * when it is written, because timers are coarser than what is measured.
 */
export async function openLoop(port: number, plan: RequestPlan, rate: number, seconds: number): Promise<LoadResult> {
  const bytes = bytesOf(plan)
  const busy = new Set<Lane>()
  const free: Lane[] = []
  const tally = new Tally()
  const send = () => {
    const lane = free.pop() ?? open()
    busy.add(lane)
    lane.send(bytes)
  }
  const open = () =>
    new Lane(port, {
      answered(lane, status, ms) {
        tally.count(status, ms)
        busy.delete(lane)
        free.push(lane)
      },
      broke(lane, under) {
        if (under) tally.errors++
        busy.delete(lane)
        const at = free.indexOf(lane)
        if (at >= 0) free.splice(at, 1)
      },
    })
  for (let i = 0; i < 8; i++) free.push(open())
  await paced(rate, seconds, send)
  await until(() => busy.size === 0, { timeoutMs: 2_000 }).catch(() => {
    tally.errors += busy.size
  })
  const result = tally.finish()
  for (const lane of [...busy, ...free]) lane.close()
  return result
}

function paced(rate: number, seconds: number, send: () => void): Promise<void> {
  const began = performance.now()
  let sent = 0
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const elapsed = (performance.now() - began) / 1000
      for (const due = Math.min(elapsed, seconds) * rate; sent < Math.floor(due); sent++) send()
      if (elapsed < seconds) return
      clearInterval(timer)
      resolve()
    }, 1)
  })
}

class Tally {
  errors = 0
  over = false
  readonly #began = performance.now()
  readonly #times: number[] = []

  count(status: number, ms: number): void {
    this.#times.push(ms)
    if (status < 200 || status > 299) this.errors++
  }

  finish(): LoadResult {
    this.over = true
    const seconds = (performance.now() - this.#began) / 1000
    const sorted = this.#times.toSorted((a, b) => a - b)
    const [p50, p99] = [percentile(sorted, 0.5), percentile(sorted, 0.99)]
    return { requests: sorted.length, seconds, errors: this.errors, p50, p99 }
  }
}

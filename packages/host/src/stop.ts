import process from 'node:process'
import type { State } from '@strait/core'
import type { Listener } from './app.ts'
import type { Logger } from './log/logger.ts'

export interface Stopping {
  readonly state: State
  readonly listeners: readonly Listener[]
  readonly logger: Logger
  /** ms that what is in flight may still take. */
  readonly drain: () => number
  /** Flushes telemetry, closes connections. */
  readonly close: () => Promise<void>
}

/**
 * SIGTERM or SIGINT: no new connections, readiness fails, what is in flight ends or runs into the deadline, then
 * exit 0. A second signal ends at once.
 */
export function stopOnSignals(stopping: Stopping): void {
  let asked = false
  const stop = (signal: string) => {
    if (asked) process.exit(1)
    asked = true
    void drainAndExit(stopping, signal)
  }
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => stop('SIGINT'))
}

async function drainAndExit(stopping: Stopping, signal: string): Promise<void> {
  const { state, listeners, logger, close } = stopping
  const drain = stopping.drain()
  logger.log('info', `${signal}: finishing ${state.inFlight} exchanges, at most ${drain / 1000} s`)
  state.drain()
  const closed = Promise.all(listeners.map((listener) => listener.close()))
  const whole = await before(state.idle(), drain)
  if (!whole) logger.log('warn', `${state.inFlight} exchanges were cut at the end of the drain time`)
  // The last answers are handed over; their bytes may still be on the way to the socket.
  if (whole) await before(closed, Math.min(drain, 1_000))
  for (const listener of listeners) listener.destroy()
  await before(close(), 5_000)
  process.exit(0)
}

async function before(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  const inTime = await Promise.race([promise.then(() => true), late])
  clearTimeout(timer)
  return inTime
}

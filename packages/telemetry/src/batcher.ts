import { clearTimeout, setTimeout } from 'node:timers'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import type { BatchBounds } from './options.ts'

type Timer = ReturnType<typeof setTimeout>

/** Exports under way at once. A collector 300 ms away still takes 3,400 spans a second. */
const CONCURRENT = 4

/**
 * Writing a batch holds up the thread, so it may have one part in this many of its time: under a load that leaves
 * more spans than that, the queue fills and spans are dropped, not requests slowed.
 */
const SHARE = 20

/** ms that a shutdown waits for a collector that did not take what it got last: nobody likes a slow Ctrl-C. */
const DOUBT = 1_500

export interface BatcherOptions extends BatchBounds {
  readonly exporter: SpanExporter
  /** Told of spans lost, and why. */
  readonly lost: (spans: number, reason: string) => void
  readonly clock: () => number
}

/** Holds finished spans, within bounds, and hands them to the exporter in batches, at a measured pace. */
export class Batcher {
  readonly #options: BatcherOptions
  #waiting: ReadableSpan[] = []
  #held = 0
  #dropped = 0
  /** Spans handed to the exporter so far. */
  #sent = 0
  /** Up to this many go out without waiting for more or resting. */
  #flushTo = 0
  /** How many had been sent before each batch that is under way. */
  readonly #underWay = new Set<{ readonly from: number }>()
  readonly #flushes = new Set<{ readonly to: number; readonly resolve: () => void }>()
  #restUntil = 0
  #oldestAt = 0
  #closed = false
  /** Whether the last export to be settled was taken. */
  #trusted = false
  #timer: Timer | undefined

  constructor(options: BatcherOptions) {
    this.#options = options
  }

  /** Spans that were not delivered. */
  get dropped(): number {
    return this.#dropped
  }

  /** Whether `count` more spans find room; where not, they count as dropped. */
  reserve(count: number): boolean {
    if (!this.#closed && this.#held + count <= this.#options.queue) return true
    this.#lose(count, this.#closed ? 'tracing is shut down' : 'spans come faster than they can be exported')
    return false
  }

  add(span: ReadableSpan): void {
    if (this.#waiting.length === 0) this.#oldestAt = this.#options.clock()
    this.#waiting.push(span)
    this.#held++
    if (this.#timer === undefined || this.#waiting.length === this.#options.size) this.#plan()
  }

  /** Everything added so far goes out now; ends when it is settled, or the time is up. Never rejects. */
  flush(deadline: number): Promise<void> {
    if (this.#held === 0) return Promise.resolve()
    const to = this.#sent + this.#waiting.length
    this.#flushTo = to
    return new Promise((resolve) => {
      const flush = { to, resolve: () => settle() }
      const timer = setTimeout(() => settle(), deadline)
      const settle = () => {
        clearTimeout(timer)
        this.#flushes.delete(flush)
        resolve()
      }
      this.#flushes.add(flush)
      this.#pump()
    })
  }

  async shutdown(deadline: number): Promise<void> {
    if (this.#closed) return
    await this.flush(this.#trusted ? deadline : Math.min(deadline, DOUBT))
    this.#closed = true
    clearTimeout(this.#timer)
    if (this.#held > 0) this.#lose(this.#held, 'there was no time left to export them')
    this.#waiting = []
  }

  /** When is the next batch due? When it is full or its first span has waited long enough, and after the rest. */
  #plan(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const { size, delay, clock } = this.#options
    if (this.#closed || this.#waiting.length === 0 || this.#underWay.size >= CONCURRENT) return
    const due = this.#waiting.length >= size ? 0 : this.#oldestAt + delay
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined
        this.#export()
        this.#pump()
      },
      Math.max(0, Math.max(due, this.#restUntil) - clock()),
    )
    this.#timer.unref?.()
  }

  /** What is being flushed goes at once; the rest is planned. */
  #pump(): void {
    while (this.#sent < this.#flushTo && this.#underWay.size < CONCURRENT && this.#waiting.length > 0) this.#export()
    this.#plan()
  }

  #export(): void {
    const { exporter, clock, timeout, size } = this.#options
    const spans = this.#waiting.splice(0, size)
    const batch = { from: this.#sent }
    const started = clock()
    this.#sent += spans.length
    this.#oldestAt = started
    this.#underWay.add(batch)
    const settle = (failure: string | undefined) => {
      clearTimeout(guard)
      if (this.#underWay.delete(batch)) this.#settle(spans.length, failure)
    }
    const guard = setTimeout(() => settle('the collector does not answer'), timeout)
    guard.unref?.()
    try {
      exporter.export(spans, ({ code, error }) => settle(code === 0 ? undefined : describe(error)))
    } catch (error) {
      settle(describe(error))
    }
    const now = clock()
    this.#restUntil = now + (now - started) * (SHARE - 1)
  }

  #settle(count: number, failure: string | undefined): void {
    if (this.#closed) return
    this.#held -= count
    this.#trusted = failure === undefined
    if (failure !== undefined) this.#lose(count, failure)
    let settled = this.#sent
    for (const { from } of this.#underWay) settled = Math.min(settled, from)
    for (const { to, resolve } of this.#flushes) if (settled >= to) resolve()
    // Not from within `export()`: an exporter that answers at once would never let go of the thread.
    if (this.#timer === undefined) queueMicrotask(() => this.#pump())
  }

  #lose(count: number, reason: string): void {
    this.#dropped += count
    this.#options.lost(count, reason)
  }
}

/** By code alone where there is one: texts from outside may repeat what was sent. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'the export failed'
  const { code } = error as { code?: unknown }
  if (typeof code === 'number') return `the collector answered ${code}`
  return typeof code === 'string' ? `the collector could not be reached (${code})` : error.message.slice(0, 100)
}

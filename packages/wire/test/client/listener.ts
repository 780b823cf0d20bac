import type { WireFlow, WireSink } from '../../src/exchange.ts'
import { textOf } from './bytes.ts'
import { until } from './wait.ts'

/** Reads a flow and remembers all that it heard. */
export class Listener implements WireSink {
  text = ''
  bytes = 0
  chunks = 0
  trailers: readonly string[] | undefined
  failure: unknown
  over = false
  /** Calls that must not come: anything behind `end` or `fail`. */
  late = 0
  onData: (() => void) | undefined
  readonly #keep: boolean

  constructor({ keep = true } = {}) {
    this.#keep = keep
  }

  data(chunk: Uint8Array): void {
    if (this.over) this.late++
    this.bytes += chunk.length
    this.chunks++
    if (this.#keep) this.text += textOf(chunk)
    this.onData?.()
  }

  end(trailers: readonly string[]): void {
    this.#finish()
    this.trailers = trailers
  }

  fail(error: unknown): void {
    this.#finish()
    this.failure = error
  }

  #finish(): void {
    if (this.over) this.late++
    this.over = true
  }

  static to(flow: WireFlow): Listener {
    const listener = new Listener()
    flow.read(listener)
    return listener
  }

  /** The whole flow, to its end or failure. */
  static async whole(flow: WireFlow): Promise<Listener> {
    const listener = Listener.to(flow)
    await until('the end of the body', () => listener.over)
    return listener
  }
}

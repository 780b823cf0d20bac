import { GatewayError, goneError } from '../errors.ts'
import type { UpstreamBody } from '../runtime.ts'
import { concat, copyOf } from '../web/bytes.ts'
import { type BodyReader, type BodySource, readerOf } from './body-reader.ts'

export interface BodyLimits {
  /** Bytes in all; more is 413. */
  readonly max: number
  /** Guards one wait for the client: `giveUp` ends it. The answer is called when the wait is over. */
  readonly watch?: ((giveUp: (reason: unknown) => void) => () => void) | undefined
}

export interface Peek {
  /** The beginning of the body, at least `limit` bytes if it has as many. */
  readonly bytes: Uint8Array
  readonly whole: boolean
}

/**
 * The body of a request. It is read once from the client; what was looked at stays and is sent on in front of
 * the rest, so that looking changes nothing. It can be sent again as long as nothing was taken from the client
 * that is not held.
 */
export class Body {
  /** Declared length; undefined for chunked. */
  readonly length: number | undefined
  /** Bytes taken from the client so far. */
  received = 0
  /** Why the client's body could not be read to its end: whatever an upload fails with, this is the reason. */
  failure: GatewayError | undefined
  readonly #limits: BodyLimits
  readonly #reader: BodyReader | undefined
  readonly #present: boolean
  #held: Uint8Array[] = []
  #heldBytes = 0
  #whole: boolean
  /** Bytes were handed on that are not held: what the client sent can't be had again. */
  #spent = false
  /** Which `send()` may take bytes: an attempt that was given up must not take those of the next. */
  #turn = 0
  /** Ends the wait for the client that is under way. */
  #giveUp: ((reason: unknown) => void) | undefined

  constructor(source: BodySource, length: number | undefined, limits: BodyLimits) {
    this.length = length
    this.#limits = limits
    this.#present = source !== undefined
    this.#whole = source === undefined || source instanceof Uint8Array
    this.#reader = source === undefined || source instanceof Uint8Array ? undefined : readerOf(source)
    if (source instanceof Uint8Array) this.#hold(this.#count(source))
    if (this.#whole) this.#checkEnd()
  }

  get present(): boolean {
    return this.#present
  }

  /** Whether `send()` can be called again. */
  get replayable(): boolean {
    return !this.#spent
  }

  /** Whether the client's body has been read to its end. */
  get drained(): boolean {
    return this.#whole
  }

  /** Whether it is the client that keeps everyone waiting now. */
  get awaited(): boolean {
    return this.#giveUp !== undefined
  }

  /** Looks at the first `limit` bytes without taking them. Not after the body is on its way. */
  peek(limit: number): Peek | Promise<Peek> {
    if (this.#whole || this.#spent || this.#heldBytes >= limit) return this.#peeked()
    return this.#fill(limit).then(() => this.#peeked())
  }

  /** Reads the whole body to the end, if it has at most `limit` bytes. */
  async whole(limit: number): Promise<Uint8Array | 'too_large'> {
    if (this.length !== undefined && this.length > limit) return 'too_large'
    if (this.#spent) throw new GatewayError('internal', { cause: new Error('body read after it was sent') })
    if (!this.#whole) await this.#fill(limit + 1)
    if (!this.#whole || this.#heldBytes > limit) return 'too_large'
    return this.#peeked().bytes
  }

  /** The body for one attempt. `instead` goes in its place, framed as the client framed its own. */
  send(instead?: Uint8Array): UpstreamBody {
    if (this.#spent) throw new GatewayError('internal', { cause: new Error('body sent twice') })
    if (!this.#present) return this.length === 0 ? { kind: 'empty' } : { kind: 'none' }
    const turn = ++this.#turn
    if (instead === undefined && !this.#whole) {
      return { kind: 'stream', length: this.length, chunks: this.#chunks(turn, this.#held) }
    }
    const bytes = instead ?? this.#peeked().bytes
    // A chunked body that is here whole is sent chunked all the same: framing is the client's.
    if (this.length === undefined) return { kind: 'stream', length: undefined, chunks: once(bytes) }
    return bytes.length === 0 ? { kind: 'empty' } : { kind: 'bytes', bytes }
  }

  /** No attempt follows: what is held for another is let go. An upload under way goes on. */
  settle(): void {
    this.#spent = true
    this.#held = []
  }

  /** Nobody will read the rest. */
  discard(): void {
    this.settle()
    // All bytes are here, only their end was not asked for yet: the upload may come to it and keep its connection.
    if (this.#whole || this.received === this.length) return
    this.#turn++
    this.#giveUp?.(new Error('the exchange is over'))
    this.#reader?.cancel()
  }

  #peeked(): Peek {
    if (this.#held.length > 1) this.#held = [concat(this.#held)]
    return { bytes: this.#held[0] ?? new Uint8Array(0), whole: this.#whole }
  }

  #hold(chunk: Uint8Array): void {
    this.#held.push(chunk)
    this.#heldBytes += chunk.length
  }

  async #fill(limit: number): Promise<void> {
    while (this.#heldBytes < limit) {
      const chunk = await this.#next()
      if (chunk === undefined) return
      this.#hold(copyOf(chunk))
    }
  }

  /** The next piece from the client, never an empty one: in chunked framing that would be the end. */
  async #next(): Promise<Uint8Array | undefined> {
    if (this.failure !== undefined) throw this.failure
    try {
      while (true) {
        const chunk = await this.#wait(this.#reader as BodyReader)
        if (chunk === undefined) break
        if (chunk.length > 0) return this.#count(chunk)
      }
      this.#whole = true
      this.#checkEnd()
      return undefined
    } catch (error) {
      this.failure ??= goneError(error)
      throw this.failure
    }
  }

  #wait(reader: BodyReader): Promise<Uint8Array | undefined> {
    return new Promise((resolve, reject) => {
      let release: (() => void) | undefined
      const end = (tell: () => void) => {
        release?.()
        release = undefined
        if (this.#giveUp === giveUp) this.#giveUp = undefined
        tell()
      }
      const giveUp = (reason: unknown) => end(() => reject(reason))
      this.#giveUp = giveUp
      release = this.#limits.watch?.(giveUp)
      // Given up before it began: whoever waits for a client that has left is told at once.
      if (this.#giveUp !== giveUp) return release?.()
      reader.read().then(
        (chunk) => end(() => resolve(chunk)),
        (error) => end(() => reject(error)),
      )
    })
  }

  #count(chunk: Uint8Array): Uint8Array {
    this.received += chunk.length
    if (this.received > this.#limits.max) throw new GatewayError('body_too_large')
    if (this.length !== undefined && this.received > this.length) throw new GatewayError('ambiguous_framing', LONGER)
    return chunk
  }

  /** A body cut short must not go on as if it were whole. */
  #checkEnd(): void {
    if (this.#present && this.length !== undefined && this.received < this.length) {
      throw new GatewayError('ambiguous_framing', SHORTER)
    }
  }

  /** `held` as it was when the attempt began: `settle()` may let go of it before a transport gets to read. */
  async *#chunks(turn: number, held: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
    for (const chunk of held) {
      this.#checkTurn(turn)
      yield chunk
    }
    this.#checkTurn(turn)
    while (!this.#whole) {
      // From the first byte that is asked for now, the body can't be had again.
      this.settle()
      const chunk = await this.#next()
      if (chunk !== undefined) yield chunk
      this.#checkTurn(turn)
    }
  }

  #checkTurn(turn: number): void {
    if (turn !== this.#turn) throw new GatewayError('internal', { cause: new Error('this attempt was given up') })
  }
}

const LONGER = { detail: 'The body is longer than its content-length says.' }
const SHORTER = { detail: 'The body ended before its content-length was reached.' }

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  if (bytes.length > 0) yield bytes
}

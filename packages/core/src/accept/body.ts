import { GatewayError, goneError } from '../errors.ts'
import type { UpstreamBody } from '../runtime.ts'
import { concat, copyOf } from '../web/bytes.ts'
import { type BodyReader, type BodySource, readerOf } from './body-reader.ts'
import { ClientWait, type WaitWatch } from './client-wait.ts'

export interface BodyLimits {
  /** Bytes in all; more is 413. */
  readonly max: number
  readonly watch?: WaitWatch | undefined
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
  /** Both absent where nothing has to be waited for. */
  readonly #reader: BodyReader | undefined
  readonly #wait: ClientWait | undefined
  readonly #present: boolean
  #held: Uint8Array[] = []
  #heldBytes = 0
  #whole: boolean
  /** Bytes were handed on that are not held: what the client sent can't be had again. */
  #spent = false
  /** So many bytes are held while they go on their way; undefined: nobody wants them again. */
  #keep: number | undefined
  /** The read that is under way for what is held: one at a time, whoever asks. */
  #filling: Promise<void> | undefined
  /** Which `send()` may take bytes: an attempt that was given up must not take those of the next. */
  #turn = 0

  constructor(source: BodySource, length: number | undefined, limits: BodyLimits) {
    this.length = length
    this.#limits = limits
    this.#present = source !== undefined
    this.#whole = source === undefined || source instanceof Uint8Array
    this.#reader = source === undefined || source instanceof Uint8Array ? undefined : readerOf(source)
    this.#wait = this.#whole ? undefined : new ClientWait(limits.watch)
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
    return this.#wait?.underWay === true
  }

  /** From now on what goes on its way is held as well: up to `limit` bytes can be sent again. */
  keep(limit: number): void {
    this.#keep = limit
  }

  /** Who has it now is given up and takes no more: what the client has yet to send is for the next. */
  recall(): void {
    this.#turn++
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
    const isLast = this.#heldBytes > (this.#keep ?? this.#heldBytes)
    // A chunked body that is here whole is sent chunked all the same: framing is the client's.
    if (this.length === undefined || isLast)
      return { kind: 'stream', length: this.length && bytes.length, chunks: this.#once(bytes, isLast) }
    return bytes.length === 0 ? { kind: 'empty' } : { kind: 'bytes', bytes }
  }

  /** No attempt follows: what is held for another is let go. An upload under way goes on. */
  settle(): void {
    this.#spent = true
    if (this.#held.length > 0) this.#held = []
  }

  /** Nobody will read the rest. */
  discard(): void {
    this.settle()
    // All bytes are here, only their end was not asked for yet: the upload may come to it and keep its connection.
    if (this.#whole || this.received === this.length) return
    this.#turn++
    this.#wait?.giveUp(new Error('the exchange is over'))
    this.#reader?.cancel()
  }

  #peeked(): Peek {
    const held = this.#held
    if (held.length > 1) {
      // An upload that was given up had its place in the list as it was; a read under way goes on with this one.
      this.recall()
      held.splice(0, held.length, concat(held))
    }
    return { bytes: held[0] ?? new Uint8Array(0), whole: this.#whole }
  }

  #hold(chunk: Uint8Array): void {
    this.#held.push(chunk)
    this.#heldBytes += chunk.length
  }

  async #fill(limit: number): Promise<void> {
    while (this.#heldBytes < limit && !this.#whole && !this.#spent) await this.#more()
  }

  /** One more piece into what is held; an attempt that was given up may have asked for it already. */
  #more(): Promise<void> {
    // The list as it is now: whoever asked goes on with it, also when it is let go meanwhile.
    const held = this.#held
    this.#filling ??= this.#next()
      .then((chunk) => {
        if (chunk === undefined) return
        this.#heldBytes += chunk.length
        held.push(copyOf(chunk))
      })
      .finally(() => {
        this.#filling = undefined
      })
    return this.#filling
  }

  /** The next piece from the client, never an empty one: in chunked framing that would be the end. */
  async #next(): Promise<Uint8Array | undefined> {
    if (this.failure !== undefined) throw this.failure
    const reader = this.#reader as BodyReader
    const wait = this.#wait as ClientWait
    try {
      while (true) {
        const chunk = await wait.until(() => reader.read())
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
    for (let at = 0; ; ) {
      this.#checkTurn(turn, held)
      const chunk = held[at]
      if (chunk !== undefined) {
        at++
        // With it goes more than may be held: nobody after this attempt gets it.
        if (at === held.length && this.#keep !== undefined && this.#heldBytes > this.#keep) this.settle()
        yield chunk
      } else if (this.#filling !== undefined) {
        // An attempt before may have asked for it: it comes into this list all the same.
        await this.#filling
      } else {
        if (this.#whole || this.#spent || this.#keep === undefined) break
        await this.#more()
      }
    }
    while (!this.#whole) {
      // From the first byte that is asked for now, the body can't be had again.
      this.settle()
      const chunk = await this.#next()
      if (chunk !== undefined) yield chunk
      this.#checkTurn(turn)
    }
  }

  /** What is larger than may be sent twice can't be had again from the first byte that is asked for. */
  async *#once(bytes: Uint8Array, isLast: boolean): AsyncGenerator<Uint8Array, void, undefined> {
    if (isLast) this.settle()
    if (bytes.length > 0) yield bytes
  }

  #checkTurn(turn: number, held?: readonly Uint8Array[]): void {
    if (turn === this.#turn) return
    // All of it is in the list that it goes by: it takes nothing that the next could need.
    if (held !== undefined && this.#whole && sizeOf(held) === this.received) return
    throw new GatewayError('internal', { cause: new Error('this attempt was given up') })
  }
}

function sizeOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0)
}

const LONGER = { detail: 'The body is longer than its content-length says.' }
const SHORTER = { detail: 'The body ended before its content-length was reached.' }

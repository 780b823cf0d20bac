import { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'

/** The client has closed the connection while the script waited for more. */
export class Gone extends Error {}

/** One request as it arrived. */
export interface Arrived {
  /** Every byte of it, latin-1. */
  readonly text: string
  readonly head: string
  /** Decoded. */
  readonly body: string
}

/** The upstream's end of one connection. */
export class Peer {
  readonly number: number
  readonly socket: Socket
  /** All that came and can be read again, latin-1; see `discard`. */
  received = ''
  receivedBytes = 0
  /** FIN or RST has come, or the script itself has closed. */
  gone = false
  /** The script itself has reset it: what came before counts as never heard. */
  wasReset = false
  /** Bytes that the kernel has taken from `flood`. */
  flushed = 0
  /** What was taken is not kept. */
  forgetful = false
  readonly #waiters = new Set<() => void>()
  #read = 0
  #keep = true

  constructor(socket: Socket, number: number) {
    this.socket = socket
    this.number = number
    socket.on('data', (bytes) => {
      this.receivedBytes += bytes.length
      if (this.#keep) this.received += bytes.toString('latin1')
      this.#wake()
    })
    socket.on('error', () => {})
    socket.on('drain', () => this.#wake())
    socket.on('end', () => this.drop())
    socket.on('close', () => this.#go())
  }

  /** Waits until this many bytes (or this text) wait behind what was taken already. */
  async take(until: number | string): Promise<string> {
    for (;;) {
      const end =
        typeof until === 'number' ? this.#read + until : this.received.indexOf(until, this.#read) + until.length
      const here = typeof until === 'number' ? end <= this.received.length : end >= this.#read + until.length
      if (here) {
        const taken = this.received.slice(this.#read, end)
        this.#read = end
        if (this.forgetful) {
          this.received = this.received.slice(end)
          this.#read = 0
        }
        return taken
      }
      await this.#change()
    }
  }

  head(): Promise<string> {
    return this.take('\r\n\r\n')
  }

  async request(): Promise<Arrived> {
    const from = this.#read
    const head = await this.head()
    const body = await this.body(head)
    return { text: this.received.slice(from, this.#read), head, body }
  }

  /** The body that a head announces, decoded. */
  async body(head: string): Promise<string> {
    if (!/\r\ntransfer-encoding: *chunked\r\n/i.test(head)) {
      return this.take(Number(/\r\ncontent-length: *(\d+)\r\n/i.exec(head)?.[1] ?? 0))
    }
    const parts: string[] = []
    for (;;) {
      const size = Number.parseInt(await this.take('\r\n'), 16)
      const data = await this.take(size + 2)
      if (size === 0) return parts.join('')
      parts.push(data.slice(0, -2))
    }
  }

  write(text: string): void {
    if (!this.gone) this.socket.write(Buffer.from(text, 'latin1'))
  }

  /** Byte by byte, each by itself as far as the kernel lets it. */
  async trickle(text: string): Promise<void> {
    for (const byte of text) {
      this.write(byte)
      await setImmediate()
    }
  }

  /** As much as the client takes, up to `total`. */
  async flood(chunk: Uint8Array, total: number): Promise<void> {
    for (let sent = 0; sent < total; sent += chunk.length) {
      if (this.gone) throw new Gone()
      if (!this.socket.write(chunk)) await this.#change()
      this.flushed = sent
    }
  }

  /** Counts what comes from now on, and keeps none of it. */
  discard(): void {
    this.#keep = false
  }

  /** FIN; the other direction stays open. */
  end(): void {
    this.socket.end()
  }

  reset(): void {
    this.wasReset = true
    this.socket.resetAndDestroy()
    this.#go()
  }

  drop(): void {
    this.socket.destroy()
    this.#go()
  }

  async left(): Promise<void> {
    while (!this.gone) await this.#change().catch(() => {})
  }

  #change(): Promise<void> {
    if (this.gone) return Promise.reject(new Gone())
    return new Promise((resolve, reject) => {
      const woken = () => {
        this.#waiters.delete(woken)
        if (this.gone) reject(new Gone())
        else resolve()
      }
      this.#waiters.add(woken)
    })
  }

  #go(): void {
    this.gone = true
    this.#wake()
  }

  #wake(): void {
    for (const waiter of [...this.#waiters]) waiter()
  }
}

import type { Socket } from './dial.ts'
import type { WireStream } from './exchange.ts'
import { continueWait, Expectation } from './expectation.ts'
import type { Job } from './job.ts'
import type { Timers } from './timers.ts'
import { Upload, type UploadEnd } from './upload.ts'
import type { UploadSource } from './upload-source.ts'

/** Who hears how the writing goes. */
export interface OutgoingOwner {
  /** The first byte of it is about to be written. */
  begun(job: Job): void
  /** Its body can't be read, or is not what was announced. */
  bodyFailed(cause: unknown): void
}

/** What one connection writes: a request's head and body, and whether all of it has left the process. */
export class Outgoing {
  readonly #owner: OutgoingOwner
  readonly #timers: Timers
  #job: Job | undefined
  #upload: Upload | undefined
  #expectation: Expectation | undefined
  #sent = false

  constructor(owner: OutgoingOwner, timers: Timers) {
    this.#owner = owner
    this.#timers = timers
  }

  get sent(): boolean {
    return this.#sent
  }

  write(socket: Socket, job: Job): void {
    this.#job = job
    this.#sent = false
    const { body } = job.request
    const wait = continueWait(job.request)
    if (wait > 0) this.#ask(socket, job, wait)
    else if (body.kind === 'stream') void this.#pull(socket, job, body, true)
    else this.#writeBytes(socket, job)
  }

  drain(): void {
    if (this.#upload !== undefined) this.#upload.drain()
    else if (this.#expectation?.waiting !== true) this.#sent = true
  }

  /** An interim answer: true where it is the 100 that was asked for. */
  interim(status: number): boolean {
    return this.#expectation?.meets(status) === true
  }

  /** The final answer has begun. */
  answered(): void {
    this.#expectation?.drop()
  }

  /** Nothing more of this request is pulled or written. */
  stop(): void {
    this.#job = undefined
    this.#expectation?.drop()
    this.#expectation = undefined
    this.#upload?.stop()
    this.#upload = undefined
  }

  #writeBytes(socket: Socket, job: Job): void {
    this.#owner.begun(job)
    let room = socket.write(job.takeBytes())
    if (job.rest !== undefined) room = socket.write(job.rest)
    // An answer that comes before the bytes are gone makes a connection on which nobody reads the rest.
    this.#sent = room
  }

  /** The head alone: the body is not even pulled before the upstream wants it. */
  #ask(socket: Socket, job: Job, wait: number): void {
    this.#owner.begun(job)
    this.#expectation = new Expectation(this.#timers, wait, () => this.#writeBody(socket, job))
    socket.write(job.takeBytes())
    job.request.onProgress?.()
  }

  #writeBody(socket: Socket, job: Job): void {
    const { body, onProgress } = job.request
    if (body.kind === 'stream') {
      void this.#pull(socket, job, body, false)
      return
    }
    if (job.rest !== undefined) this.#sent = socket.write(job.rest)
    onProgress?.()
  }

  /** `withHead`: it is not written yet; the first bytes of the body leave together with it, where they come soon. */
  async #pull(socket: Socket, job: Job, body: WireStream, withHead: boolean): Promise<void> {
    try {
      const source = job.openBody(body)
      if (withHead) {
        await source.begin(SOON_MS)
        if (this.#job !== job) return
        this.#owner.begun(job)
      }
      this.#startUpload(socket, job, source, withHead ? job.takeBytes() : undefined)
    } catch (cause) {
      if (this.#job === job) this.#owner.bodyFailed(cause)
    }
  }

  #startUpload(socket: Socket, job: Job, source: UploadSource, head: Uint8Array | undefined): void {
    const end: UploadEnd = {
      sent: () => {
        if (this.#job === job) this.#sent = true
      },
      failed: (cause) => {
        if (this.#job === job) this.#owner.bodyFailed(cause)
      },
    }
    this.#upload = new Upload(socket, job.request, source, end)
    this.#upload.start(head)
  }
}

/** How long a head waits for the first bytes of its body. */
const SOON_MS = 5

import type { FlowSource } from './body-flow.ts'
import type { Dial, DialFailure, Dialing, DialRequest, Socket, SocketHandler } from './dial.ts'
import type { WireErrorCode, WireErrorOptions } from './errors.ts'
import type { Home } from './home.ts'
import { IdleClock } from './idle-clock.ts'
import type { Holder, Job } from './job.ts'
import { Outgoing } from './outgoing.ts'
import { Reader, type ReaderSink } from './reader.ts'
import type { ReaderError } from './reader-error.ts'
import type { Timer, Timers } from './timers.ts'
import { TunnelUp } from './tunnel-up.ts'

/** One socket with one exchange at a time, from the dial to the close. */
export class Connection implements SocketHandler, FlowSource, Holder {
  readonly #home: Home
  readonly #timers: Timers
  readonly #reader: Reader
  readonly #outgoing: Outgoing
  #dialing: Dialing | undefined
  #socket: Socket | undefined
  #job: Job | undefined
  /** It has switched protocols. */
  #up: TunnelUp | undefined
  #answered = false
  #paused = false
  #closed = false
  #securing = false
  /** It has carried an exchange before: only such a connection may turn out to be stale. */
  #used = false
  #clock: Timer | undefined
  readonly #idle: IdleClock
  /** ms that the upstream said it keeps an idle connection. */
  keepAlive: number | undefined

  constructor(home: Home, timers: Timers) {
    this.#home = home
    this.#timers = timers
    this.#idle = new IdleClock(timers, () => this.close())
    this.#outgoing = new Outgoing(
      {
        begun: (job) => this.#begun(job),
        bodyFailed: (cause) => this.#break('body_failed', { cause }),
      },
      timers,
    )
    const sink: ReaderSink = {
      interim: (status, headers) => {
        if (!this.#outgoing.interim(status)) this.#job?.request.onInterim?.(status, headers)
      },
      head: (head) => {
        this.keepAlive = head.keepAlive
        this.#outgoing.answered()
        if (head.status === 101 && this.#socket !== undefined) this.#up = new TunnelUp(this.#socket)
        this.#job?.begin(head, this, this.#up)
      },
      data: (chunk) => this.#job?.push(chunk),
      end: (trailers) => {
        this.#answered = true
        this.#job?.finish(trailers)
      },
    }
    this.#reader = new Reader(sink, home.known)
  }

  /** Opens it for its first job. */
  dial(dial: Dial, to: DialRequest, job: Job): void {
    this.#hold(job)
    const { connectTimeout } = job.request
    if (connectTimeout > 0) {
      const late = () => this.#break(this.#securing ? 'tls_timeout' : 'connect_timeout')
      this.#clock = this.#timers.after(connectTimeout, late)
    }
    const dialing = dial(to, this)
    if (this.#closed) dialing.abort()
    else this.#dialing = dialing
  }

  connected(): void {
    this.#securing = true
  }

  open(socket: Socket): void {
    this.#clock?.clear()
    this.#dialing = undefined
    if (this.#closed) {
      socket.destroy()
      return
    }
    this.#socket = socket
    if (this.#job !== undefined) this.#outgoing.write(socket, this.#job)
  }

  failed({ code, reason, cause }: DialFailure): void {
    const job = this.#job
    if (job === undefined || this.#closed) return
    this.#close()
    job.fail(code === 'failed' ? 'unreachable' : code, { tls: reason, cause })
  }

  /** The next exchange on a connection that was idle. */
  start(job: Job): void {
    const socket = this.#socket
    if (socket === undefined) return
    this.#idle.hold()
    this.#hold(job)
    this.#outgoing.write(socket, job)
  }

  /** Nobody needs it now: it closes itself after `ms`. */
  rest(ms: number): void {
    this.#idle.start(ms)
  }

  /** Closes it at once; a job on it fails. */
  close(): void {
    this.#break('aborted')
  }

  callOff(job: Job): void {
    if (this.#job === job) this.#close()
  }

  data(bytes: Uint8Array): void {
    if (this.#closed) return
    try {
      this.#judge(this.#reader.feed(bytes))
    } catch (cause) {
      // The sink's own trouble: the connection is in the middle of something that nobody reads.
      this.#break('aborted', { cause })
    }
  }

  drain(): void {
    if (this.#up !== undefined) this.#up.drain()
    else this.#outgoing.drain()
  }

  ended(): void {
    if (this.#closed) return
    const error = this.#reader.finish()
    if (error !== undefined) this.#lose(error.code, { detail: error.detail })
    else if (this.#answered) this.#afterAnswer(false)
    else this.#lose('reset')
  }

  closed(cause: unknown): void {
    if (cause === undefined) this.ended()
    else if (!this.#closed) this.#lose(this.#cut(), { cause })
  }

  pause(): void {
    if (this.#paused) return
    this.#paused = true
    this.#socket?.pause()
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#socket?.resume()
  }

  abandon(reason: unknown): void {
    this.#job?.callOff(reason)
  }

  /** What one read brought has been read. */
  #judge(error: ReaderError | undefined): void {
    if (this.#closed) return
    if (this.#answered) this.#afterAnswer(error === undefined)
    else if (error !== undefined) this.#lose(error.code, { detail: error.detail })
    else this.#job?.answer()
  }

  #cut(): WireErrorCode {
    if (this.#job?.head !== undefined) return 'cut_body'
    return this.#reader.silent ? 'reset' : 'cut_head'
  }

  #hold(job: Job): void {
    this.#job = job
    job.holder = this
    this.#answered = false
  }

  #begun(job: Job): void {
    job.written = true
    const { method, maxHead, upgrade } = job.request
    this.#reader.begin(method, maxHead, undefined, upgrade)
  }

  /** The answer is whole. What is left of an upload is of no use to anyone, and the connection with it. */
  #afterAnswer(clean: boolean): void {
    const job = this.#job
    const again = clean && this.#outgoing.sent && job?.head?.reusable === true
    this.#outgoing.stop()
    this.#job = undefined
    if (!again) this.#close()
    job?.answer()
    if (!again || this.#closed) return
    this.resume()
    this.#answered = false
    this.#used = true
    this.#home.free(this)
  }

  /** The other side is gone. A job of which nothing was written yet goes to another connection. */
  #lose(code: WireErrorCode, options: WireErrorOptions = {}): void {
    const job = this.#job
    if (job === undefined || job.written || !this.#used) {
      this.#break(code, options)
      return
    }
    this.#close(job)
  }

  #break(code: WireErrorCode, options: WireErrorOptions = {}): void {
    const job = this.#job
    this.#close()
    job?.fail(code, options)
  }

  /** `left`: a job that goes to another connection. */
  #close(left?: Job): void {
    if (this.#closed) return
    this.#closed = true
    this.#job = undefined
    this.#clock?.clear()
    this.#idle.clear()
    this.#outgoing.stop()
    this.#up?.close()
    this.#dialing?.abort()
    this.#socket?.destroy()
    this.#home.gone(this, left)
  }
}

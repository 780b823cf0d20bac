import { type ErrorCode, GatewayError } from '../errors.ts'
import type { Answer, Answered } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import type { Ended } from '../record.ts'
import type { Deadline } from '../web/deadlines.ts'
import type { Sink } from '../web/flow.ts'
import { FrameWay } from '../web/frames/frame-way.ts'
import { closeFrame } from '../web/frames/write-frame.ts'
import type { Tunnel } from '../web/tunnel.ts'

/** How long the two sides may take to answer our close frames, and a client that has ended to be let go. */
const LINGER_MS = 3_000

/** RFC 6455 7.4.1: going away. */
const GOING_AWAY = 1001

/**
 * A WebSocket on its way between client and upstream: every byte as sent, counted both ways, and let go by whoever ends
 * it first. Where Strait ends it (nothing moved for too long, or the process stops) both sides get a close frame 1001
 * between two frames of theirs.
 */
export function relayedTunnel(
  source: NonNullable<Answer['tunnel']>,
  exchange: Answered,
  kit: Kit,
  done: () => void,
): Tunnel {
  return new Relayed(source, exchange, kit, done).tunnel
}

class Relayed {
  readonly tunnel: Tunnel
  readonly #source: NonNullable<Answer['tunnel']>
  readonly #exchange: Answered
  readonly #kit: Kit
  readonly #done: () => void
  readonly #toClient = new FrameWay()
  readonly #toUpstream = new FrameWay()
  readonly #release: (() => void)[] = []
  #sink: Sink | undefined
  #idle: Deadline | undefined
  #stalled: Deadline | undefined
  #lingering: Deadline | undefined
  #leaving: GatewayError | undefined
  #clientLeft = false
  #over = false

  constructor(source: NonNullable<Answer['tunnel']>, exchange: Answered, kit: Kit, done: () => void) {
    this.#source = source
    this.#exchange = exchange
    this.#kit = kit
    this.#done = done
    this.#release.push(exchange.cancel.listen((reason) => this.#abandon(reason)))
    this.tunnel = {
      down: {
        read: (sink) => this.#read(sink),
        pause: () => this.#pause(),
        resume: () => this.#resume(),
        cancel: (reason) => exchange.cancel.pull(reason),
      },
      up: {
        write: (bytes) => this.#write(bytes),
        end: () => this.#clientEnded(),
        onRoom: (listener) => source.up.onRoom(listener),
      },
    }
  }

  #read(sink: Sink): void {
    if (this.#over) {
      sink.fail(this.#exchange.cancel.reason)
      return
    }
    this.#sink = sink
    const { idle, down } = this.#source
    const { state } = this.#kit
    if (idle > 0) this.#idle = state.deadlines.after(idle, () => this.#leave('idle_timeout'))
    this.#release.push(state.onDrain(() => this.#leave('draining')))
    down.read({
      data: (chunk) => this.#toSink(chunk),
      end: () => this.#upstreamEnded(),
      fail: (error) => this.#fail(error),
    })
  }

  #toSink(chunk: Uint8Array): void {
    const { times, trace } = this.#exchange
    if (this.#over) return
    this.#idle?.touch()
    if (times.firstByte === 0) {
      times.firstByte = this.#kit.runtime.clock()
      trace?.firstByte()
    }
    this.#hand(this.#toClient.pass(chunk))
    this.#settle()
  }

  /** A server's callback that throws must not take the upstream's connection down with it unheard. */
  #hand(bytes: Uint8Array | undefined): void {
    if (bytes === undefined) return
    this.#exchange.bytesOut += bytes.length
    try {
      this.#sink?.data(bytes)
    } catch (error) {
      this.#abandon(error)
    }
  }

  #write(bytes: Uint8Array): boolean {
    if (this.#over) return true
    this.#idle?.touch()
    this.#exchange.body.received += bytes.length
    const passed = this.#toUpstream.pass(bytes)
    const room = passed === undefined || this.#source.up.write(passed)
    this.#settle()
    return room
  }

  #pause(): void {
    const { stalled } = this.#kit.plan
    if (!this.#over && stalled > 0) {
      this.#stalled ??= this.#kit.state.deadlines.after(stalled, () =>
        this.#abandon(new GatewayError('client_stalled')),
      )
      this.#stalled.touch()
    }
    this.#source.down.pause()
  }

  #resume(): void {
    this.#stalled?.hold()
    this.#source.down.resume()
  }

  /** Its last words still reach the upstream; but nobody who has ended waits for long. */
  #clientEnded(): void {
    if (this.#over) return
    this.#clientLeft = true
    // A close frame of its own says as much, and the upstream may still have to answer that.
    if (!this.#toUpstream.over) this.#source.up.end()
    this.#linger(() => this.#abandon(new Error('the client left')))
  }

  #upstreamEnded(): void {
    this.#upstreamGone((sink) => sink.end([]))
  }

  #fail(error: unknown): void {
    const { cancel } = this.#exchange
    if (cancel.pulled) this.#abandon(cancel.reason)
    this.#exchange.cause ??= error
    this.#upstreamGone((sink) => sink.fail(error))
  }

  #upstreamGone(tell: (sink: Sink) => void): void {
    if (this.#over) return
    if (this.#leaving !== undefined) {
      this.#left(this.#leaving)
      return
    }
    if (this.#orderly) {
      this.#finish('whole', tell)
      return
    }
    this.#exchange.error ??= this.#clientLeft ? 'client_gone' : 'upstream_cut'
    this.#finish(this.#clientLeft ? 'client' : 'upstream', tell)
  }

  /** Somebody left or a limit struck: what is open closes at once. */
  #abandon(reason: unknown): void {
    if (this.#over) return
    const ours = reason instanceof GatewayError
    // After close frames have passed it is no matter who closes the connection.
    const ended: Ended = ours ? 'strait' : this.#orderly ? 'whole' : 'client'
    if (ended !== 'whole') this.#exchange.error ??= ours ? reason.code : 'client_gone'
    this.#exchange.cause ??= ended === 'whole' ? undefined : reason
    this.#source.down.cancel(reason)
    this.#finish(ended, (sink) => sink.fail(reason))
  }

  /** Both are told, each between two frames; what they still send goes no further. */
  #leave(code: ErrorCode): void {
    if (this.#over || this.#leaving !== undefined) return
    const why = new GatewayError(code)
    this.#leaving = why
    this.#hand(this.#toClient.leave(closeFrame(GOING_AWAY, WORDS[code] ?? '', false)))
    const toUpstream = this.#toUpstream.leave(closeFrame(GOING_AWAY, WORDS[code] ?? '', true))
    if (toUpstream !== undefined) this.#source.up.write(toUpstream)
    this.#linger(() => this.#left(why))
    this.#settle()
  }

  /** Close frames have gone both ways: RFC 6455 7.1.1 has the server close first, and Strait see to it that one does. */
  #settle(): void {
    if (!this.#toClient.closed || !this.#toUpstream.closed) return
    if (this.#leaving !== undefined) this.#left(this.#leaving)
    else this.#linger(() => this.#abandon(undefined))
  }

  #left(why: GatewayError): void {
    if (this.#over) return
    this.#exchange.error ??= why.code
    this.#source.down.cancel(why)
    this.#finish('strait', (sink) => sink.end([]))
  }

  get #orderly(): boolean {
    return this.#toClient.closed || this.#toUpstream.closed
  }

  #linger(act: () => void): void {
    this.#lingering ??= this.#kit.state.deadlines.after(LINGER_MS, act)
  }

  #finish(ended: Ended, tell: (sink: Sink) => void): void {
    if (this.#over) return
    this.#over = true
    for (const release of this.#release.splice(0)) release()
    this.#idle?.clear()
    this.#stalled?.clear()
    this.#lingering?.clear()
    this.#exchange.ended ??= ended
    try {
      if (this.#sink !== undefined) tell(this.#sink)
    } catch (error) {
      this.#exchange.cause ??= error
    }
    this.#done()
  }
}

const WORDS: Partial<Record<ErrorCode, string>> = {
  draining: 'the gateway is shutting down',
  idle_timeout: 'nothing was sent for too long',
}

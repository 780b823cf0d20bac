import { GatewayError } from '../errors.ts'
import type { Answered } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import type { Ended } from '../record.ts'
import { CutError } from '../runtime.ts'
import type { Deadline } from '../web/deadlines.ts'
import { Fields } from '../web/fields.ts'
import type { Flow, Sink } from '../web/flow.ts'
import { forwardResponseHeaders } from './response-headers.ts'
import type { Taps } from './taps.ts'

/**
 * The answer's body on its way to the client: counted, timed, shown to taps after each chunk is under way, and
 * let go by whoever ends it first. A client that takes nothing for too long is dropped.
 */
export function relayedFlow(
  source: Flow,
  exchange: Answered,
  kit: Kit,
  taps: Taps | undefined,
  done: () => void,
): Flow {
  const { cancel, times } = exchange
  let sink: Sink | undefined
  let stalled: Deadline | undefined
  let held = false
  let over = false
  const stop = cancel.listen(abandon)

  function finish(ended: Ended, tell: () => void): void {
    if (over) return
    over = true
    stop()
    stalled?.clear()
    exchange.ended ??= ended
    attempt(tell)
    taps?.end(ended === 'whole')
    done()
  }

  /** Somebody left or a limit struck: nothing more is read, and the client sees a broken transfer. */
  function abandon(reason: unknown): void {
    if (over) return
    const byStrait = reason instanceof GatewayError
    exchange.error ??= byStrait ? reason.code : 'client_gone'
    exchange.cause ??= reason
    attempt(() => source.cancel(reason))
    finish(byStrait ? 'strait' : 'client', () => sink?.fail(reason))
  }

  function fail(error: unknown): void {
    if (cancel.pulled) abandon(cancel.reason)
    if (over) return
    // The upload may go on beside the answer: what broke it is the reason for both.
    const why = exchange.body.failure ?? error
    const byStrait = why instanceof GatewayError
    exchange.error ??= byStrait ? why.code : 'upstream_cut'
    exchange.cause ??= error
    finish(byStrait ? 'strait' : 'upstream', () =>
      sink?.fail(error instanceof Error ? error : new CutError('cut', { cause: error })),
    )
  }

  function watchClient(): void {
    if (stalled !== undefined) stalled.touch()
    else if (kit.plan.stalled > 0) {
      stalled = kit.state.deadlines.after(kit.plan.stalled, () => abandon(new GatewayError('client_stalled')))
    }
  }

  /** A server's callback that throws must not take down the upstream's connection, or leave the exchange open. */
  function attempt(call: () => void): void {
    try {
      call()
    } catch (error) {
      exchange.cause ??= error
    }
  }

  return {
    read(reader) {
      if (over) return reader.fail(cancel.reason)
      sink = reader
      source.read({
        data(chunk) {
          if (over) return
          if (times.firstByte === 0) {
            times.firstByte = kit.runtime.clock()
            exchange.trace?.firstByte()
          }
          exchange.bytesOut += chunk.length
          try {
            reader.data(chunk)
          } catch (error) {
            return abandon(error)
          }
          taps?.chunk(chunk)
        },
        end: (trailers) => finish('whole', () => reader.end(ourTrailers(trailers))),
        fail,
      })
    },
    pause() {
      if (!held && !over) watchClient()
      held = true
      source.pause()
    },
    resume() {
      held = false
      stalled?.hold()
      source.resume()
    },
    cancel: (reason) => cancel.pull(reason),
  }
}

/** What ends at us in the head ends at us here, and nothing of ours can be forged. */
function ourTrailers(trailers: readonly string[]): readonly string[] {
  return trailers.length === 0 ? trailers : forwardResponseHeaders(new Fields(trailers), {})
}

import { GatewayError } from '../errors.ts'
import type { Cancel } from '../web/cancel.ts'
import type { Deadline, Deadlines } from '../web/deadlines.ts'
import type { Flow, Sink } from '../web/flow.ts'

export interface FlowClock {
  /** ms the source may be silent while it is asked for bytes; 0 for none. */
  readonly idle: number
  readonly deadlines: Deadlines
  /** Pulled when the exchange ends early or a timeout strikes; not yet pulled when the flow is made. */
  readonly cancel: Cancel
  /** `broken`: the source ended it, or was too slow. */
  done(broken: boolean): void
}

/** An upstream's body under the clocks of its attempt. A reader that holds it back is not the source's silence. */
export function timedFlow(source: Flow, clock: FlowClock): Flow {
  const { cancel } = clock
  let deadline: Deadline | undefined
  let over = false
  let held = false
  let sink: Sink | undefined
  const stop = cancel.listen((reason) => {
    source.cancel(reason)
    end(() => sink?.fail(reason), reason instanceof GatewayError && reason.code.endsWith('_timeout'))
  })

  function end(tell: () => void, broken = false): void {
    if (over) return
    over = true
    deadline?.clear()
    stop()
    clock.done(broken)
    tell()
  }

  return {
    read(reader) {
      // A timeout may strike between the head and the first read.
      if (over) return reader.fail(cancel.reason)
      sink = reader
      if (clock.idle > 0) {
        deadline = clock.deadlines.after(clock.idle, () => cancel.pull(new GatewayError('idle_timeout')))
        if (held) deadline.hold()
      }
      source.read({
        data(chunk) {
          if (over) return
          // What was under way when the reader asked for a pause is not the beginning of a silence.
          if (!held) deadline?.touch()
          reader.data(chunk)
        },
        end: (trailers) => end(() => reader.end(trailers)),
        // The transport let go of the line in its own words; why it was pulled is the better answer.
        fail: (error) => end(() => reader.fail(cancel.pulled ? cancel.reason : error), !cancel.pulled),
      })
    },
    pause() {
      held = true
      deadline?.hold()
      source.pause()
    },
    resume() {
      held = false
      deadline?.touch()
      source.resume()
    },
    cancel(reason) {
      end(() => source.cancel(reason))
    },
  }
}

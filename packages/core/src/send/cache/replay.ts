import type { Answer } from '../../exchange.ts'
import type { Flow, Sink } from '../../web/flow.ts'
import type { CachedAnswer } from './store.ts'

/** An answer that was kept, as it is given again `now` (wall ms). RFC 9111 5.1: how old it is, it says itself. */
export function replay({ status, reason, headers, body, ends, storedAt }: CachedAnswer, now: number): Answer {
  const age = Math.max(0, Math.floor((now - storedAt) / 1000))
  return {
    status,
    reason,
    headers: [...headers, 'age', String(age)],
    body: ends.length <= 1 ? body : replayedFlow(body, ends),
    rules: undefined,
    from: 'cache',
  }
}

/** Piece by piece as it came, at the pace of the reader. */
export function replayedFlow(body: Uint8Array, ends: readonly number[]): Flow {
  let sink: Sink | undefined
  let next = 0
  let held = false
  let busy = false

  function push(): void {
    // A sink that pauses and resumes while it is given a piece must not be given the next one in the middle of it.
    if (busy) return
    busy = true
    while (!held && sink !== undefined) {
      if (next === ends.length) {
        const reader = sink
        sink = undefined
        reader.end([])
      } else {
        const from = next === 0 ? 0 : (ends[next - 1] as number)
        sink.data(body.subarray(from, ends[next++]))
      }
    }
    busy = false
  }

  return {
    read(reader) {
      sink = reader
      push()
    },
    pause() {
      held = true
    },
    resume() {
      held = false
      push()
    },
    cancel() {
      sink = undefined
    },
  }
}

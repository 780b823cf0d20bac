import type { Flow, Sink } from '../src/index.ts'

/** A flow that the test pushes by hand, and that tells what was done to it. */
export interface HandFlow extends Flow {
  readonly sink: Sink
  readonly calls: string[]
}

export function handFlow(): HandFlow {
  const calls: string[] = []
  let sink: Sink | undefined
  return {
    read: (reader) => {
      sink = reader
      calls.push('read')
    },
    pause: () => void calls.push('pause'),
    resume: () => void calls.push('resume'),
    cancel: () => void calls.push('cancel'),
    get sink() {
      if (sink === undefined) throw new Error('nobody reads')
      return sink
    },
    calls,
  }
}

/** A sink that writes down what it hears. */
export function listening(): Sink & { readonly heard: unknown[] } {
  const heard: unknown[] = []
  return {
    data: (chunk) => void heard.push(new TextDecoder().decode(chunk)),
    end: () => void heard.push('end'),
    fail: (error) => void heard.push(error),
    heard,
  }
}

/** A flow of these chunks, one per turn; ends whole, or fails with `error`. Tells whether it was cancelled. */
export function flowOf(chunks: readonly Uint8Array[], error?: unknown): Flow & { readonly cancelled: () => boolean } {
  let held = false
  let gone = false
  let next = () => {}
  return {
    read(sink) {
      const left = [...chunks]
      next = () => {
        if (held || gone) return
        const chunk = left.shift()
        if (chunk !== undefined) {
          sink.data(chunk)
          queueMicrotask(next)
        } else if (error !== undefined) sink.fail(error)
        else sink.end([])
      }
      queueMicrotask(next)
    },
    pause() {
      held = true
    },
    resume() {
      held = false
      queueMicrotask(next)
    },
    cancel() {
      gone = true
    },
    cancelled: () => gone,
  }
}

export interface Deferred<T> {
  readonly promise: Promise<T>
  readonly settled: boolean
  resolve(value: T): void
  reject(reason: unknown): void
}

/** A promise settled from outside; a second settling does nothing. */
export function deferred<T = void>(): Deferred<T> {
  let settled = false
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  return {
    promise,
    get settled() {
      return settled
    },
    resolve(value) {
      settled = true
      resolve(value)
    },
    reject(reason) {
      settled = true
      reject(reason)
    },
  }
}

export interface UntilOptions {
  timeoutMs?: number
  everyMs?: number
  /** Ends the sentence "waited 5000 ms for …"; a function is asked only when time is up. */
  what?: string | (() => string)
}

type Truthy<T> = Exclude<T, undefined | null | false | 0 | ''>

/** Asks until the answer is truthy and returns it; throws when time is up. */
export async function until<T>(condition: () => T | Promise<T>, options: UntilOptions = {}): Promise<Truthy<T>> {
  const { timeoutMs = 5_000, everyMs = 5, what = 'a condition' } = options
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const answer = await condition()
    if (answer) return answer as Truthy<T>
    if (performance.now() >= deadline) {
      throw new Error(`waited ${timeoutMs} ms for ${typeof what === 'string' ? what : what()}`)
    }
    await delay(everyMs)
  }
}

export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

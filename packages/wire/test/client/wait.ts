import { setImmediate } from 'node:timers/promises'

/** Waits for a condition; says which one when it does not come. */
export async function until(what: string, holds: () => boolean, ms = 4000): Promise<void> {
  const limit = performance.now() + ms
  for (let round = 0; !holds(); round++) {
    if (performance.now() > limit) throw new Error(`did not come within ${ms} ms: ${what}`)
    await (round < 50 ? setImmediate() : new Promise((resolve) => setTimeout(resolve, 2)))
  }
}

/** A promise that must settle in time, whatever the runner's own limit is. */
export async function within<T>(what: string, ms: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`stuck for ${ms} ms: ${what}`)), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Waits until a number has stopped growing. */
export async function settled(value: () => number, quiet = 150): Promise<number> {
  for (let last = value(); ; ) {
    await new Promise((resolve) => setTimeout(resolve, quiet))
    const now = value()
    if (now === last) return now
    last = now
  }
}

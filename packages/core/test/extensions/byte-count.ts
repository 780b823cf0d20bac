import type { Tap, TapFactory } from '../../src/index.ts'

export interface Count {
  bytes: number
  whole: boolean | undefined
}

/** A tap that counts; told to misbehave, it throws at its first chunk or never finishes it. */
export function byteCount(count: Count, manner: 'well' | 'throws' | 'lags' = 'well'): TapFactory {
  const tap: Tap = {
    name: 'byte-count',
    chunk(bytes) {
      if (manner === 'throws') throw new Error('a broken tap')
      count.bytes += bytes.length
      return manner === 'lags' ? new Promise<void>(() => {}) : undefined
    },
    end(whole) {
      count.whole = whole
    },
  }
  return () => tap
}

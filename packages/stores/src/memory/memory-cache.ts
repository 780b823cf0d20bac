import { randomBytes } from 'node:crypto'
import type { CachedAnswer, CacheStore } from '@strait/core'
import { keyedHash } from '../keyed-hash.ts'
import { weightOf } from './weight-of.ts'

export interface MemoryCacheOptions {
  /** Answers at most. */
  readonly entries: number
  /** Bytes at most, with what an answer takes beside its body. */
  readonly bytes: number
  /** Wall ms. */
  readonly now?: (() => number) | undefined
}

export interface MemoryCache extends CacheStore {
  /** What is held now. */
  readonly size: { readonly entries: number; readonly bytes: number }
  get(key: string): CachedAnswer | undefined
  drop(key: string): void
  clear(): void
}

interface Kept {
  readonly answer: CachedAnswer
  readonly weight: number
}

/** Answers in the memory of this process: who was not asked for longest goes first. Names mean nothing to any other. */
export function memoryCache(options: MemoryCacheOptions): MemoryCache {
  const { now = Date.now } = options
  /** In the order in which they were last asked for. */
  const kept = new Map<string, Kept>()
  let bytes = 0
  let closed = false

  function drop(key: string): void {
    bytes -= kept.get(key)?.weight ?? 0
    kept.delete(key)
  }

  function makeRoom(): void {
    for (const key of kept.keys()) {
      if (kept.size <= options.entries && bytes <= options.bytes) return
      drop(key)
    }
  }

  function clear(): void {
    kept.clear()
    bytes = 0
  }

  return {
    digest: keyedHash(randomBytes(32)),
    get(key) {
      const found = kept.get(key)
      if (found === undefined) return undefined
      kept.delete(key)
      if (found.answer.expires <= now()) {
        bytes -= found.weight
        return undefined
      }
      kept.set(key, found)
      return found.answer
    },
    put(key, answer) {
      drop(key)
      const weight = weightOf(key, answer)
      // What would drive out all others, and itself.
      if (closed || weight > options.bytes) return
      kept.set(key, { answer, weight })
      bytes += weight
      makeRoom()
    },
    drop,
    clear,
    close() {
      closed = true
      clear()
    },
    get size() {
      return { entries: kept.size, bytes }
    },
  }
}

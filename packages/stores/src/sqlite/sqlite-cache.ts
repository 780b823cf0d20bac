import { randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { CachedAnswer, CacheStore } from '@strait/core'
import { keyedHash } from '../keyed-hash.ts'
import { type MemoryCache, memoryCache } from '../memory/memory-cache.ts'
import { openDatabase } from './open-database.ts'
import { close } from './open-here.ts'
import { type Row, type Rows, sealedRows } from './row.ts'
import { isDamage, wordsOf } from './store-error.ts'
import { Writer } from './writer.ts'

export interface SqliteCacheOptions {
  readonly file: string
  /** Of all answers in the file; beyond, the oldest go. */
  readonly bytes: number
  /** What an operator should know: at the start, and when something goes wrong later. */
  readonly warn: (message: string) => void
  /** Wall ms. */
  readonly now?: (() => number) | undefined
}

/** ms between two warnings. */
const QUIET = 60_000

/** What of the file is in memory as well, at most: to read a row and prove its seal takes as long as half a call. */
const FRONT = { entries: 10_000, bytes: 32 * 1024 * 1024 } as const

/**
 * Answers in a file, for this process and those after it, and for others beside it. Throws a `StoreError` where the
 * file can't be used at all; later nothing throws.
 */
export function sqliteCache(options: SqliteCacheOptions): CacheStore {
  const database = openDatabase(options.file, options.warn)
  const secret = secretOf(database)
  return new SqliteCache(options, database, secret)
}

export { StoreError } from './store-error.ts'

type Statement = ReturnType<DatabaseSync['prepare']>

class SqliteCache implements CacheStore {
  readonly digest: CacheStore['digest']
  readonly #options: SqliteCacheOptions
  readonly #now: () => number
  readonly #database: DatabaseSync
  readonly #rows: Rows
  readonly #find: Statement
  readonly #version: Statement
  readonly #writer: Writer
  readonly #front: MemoryCache
  /** The file's state, as far as others make it, at which `#front` was true. */
  #frontOf: unknown
  /** Closed, or damaged: it is not touched any more. */
  #over = false
  #warnedAt = Number.NEGATIVE_INFINITY

  constructor(options: SqliteCacheOptions, database: DatabaseSync, secret: Uint8Array) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#database = database
    this.#rows = sealedRows(secret)
    this.digest = keyedHash(secret)
    this.#find = database.prepare('SELECT head, body, seal FROM answers WHERE key = ? AND expires > ?')
    // Another number as soon as anybody else has written: SQLite looks it up in memory that all of them share.
    this.#version = database.prepare('PRAGMA data_version')
    const bytes = Math.min(options.bytes, FRONT.bytes)
    this.#front = memoryCache({ entries: FRONT.entries, bytes, now: this.#now })
    this.#writer = new Writer({
      database,
      rows: this.#rows,
      bytes: options.bytes,
      now: this.#now,
      failed: (error) => this.#failed('could not be written', error),
    })
  }

  get(key: string): CachedAnswer | undefined {
    if (this.#over) return undefined
    const waiting = this.#writer.waiting.get(key)
    if (waiting !== undefined) return waiting.expires > this.#now() ? waiting : undefined
    try {
      const version = this.#version.get()?.['data_version']
      if (version !== this.#frontOf) this.#front.clear()
      this.#frontOf = version
      return this.#front.get(key) ?? this.#read(key)
    } catch (error) {
      this.#failed('could not be read', error)
      return undefined
    }
  }

  put(key: string, answer: CachedAnswer): void {
    if (this.#over) return
    // It comes back by being read: what could not be written is not kept.
    this.#front.drop(key)
    this.#writer.add(key, answer)
  }

  close(): void {
    if (this.#over) return
    try {
      this.#database.exec('PRAGMA busy_timeout = 1000')
      this.#writer.finish()
    } catch (error) {
      this.#failed('could not be written', error)
    }
    this.#giveUp()
  }

  #read(key: string): CachedAnswer | undefined {
    const row = this.#find.get(key, this.#now())
    if (row === undefined) return undefined
    const { head, body, seal } = row as unknown as Row
    const answer = this.#rows.fromRow(key, { head, body, seal })
    if (answer !== undefined) {
      this.#front.put(key, answer)
      return answer
    }
    this.#failed('holds a row that is not as it was written', new Error('the row was removed'))
    this.#writer.remove(key)
    return undefined
  }

  #failed(what: string, error: unknown): void {
    const damaged = isDamage(error)
    if (damaged) this.#giveUp()
    const now = this.#now()
    if (!damaged && now - this.#warnedAt < QUIET) return
    this.#warnedAt = now
    const then = damaged ? '; until the next start nothing is cached' : ''
    this.#options.warn(`the cache ${this.#options.file} ${what}: ${wordsOf(error)}${then}`)
  }

  #giveUp(): void {
    if (this.#over) return
    this.#over = true
    this.#writer.waiting.clear()
    this.#front.close?.()
    try {
      close(this.#database)
    } catch {
      // It can't be worse than it is.
    }
  }
}

/** Made with the file, and nowhere else: without the file nobody can tell what a name stands for. */
function secretOf(database: DatabaseSync): Uint8Array {
  database.prepare("INSERT OR IGNORE INTO meta VALUES ('secret', ?)").run(randomBytes(32))
  return database.prepare("SELECT value FROM meta WHERE name = 'secret'").get()?.['value'] as Uint8Array
}

import type { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers'
import type { CachedAnswer } from '@strait/core'
import type { Row, Rows } from './row.ts'
import { isBusy } from './store-error.ts'

/** ms that answers are gathered before they are written together. */
const GATHERING = 20
/** Of one transaction: the process does nothing else meanwhile. */
const MOST_AT_ONCE = 64
const MOST_BYTES_AT_ONCE = 2_000_000
/** What waits to be written; more than the disk can take is not kept. */
const MOST_WAITING = 16_000_000

export interface WriterOptions {
  readonly database: DatabaseSync
  readonly rows: Rows
  /** Of all answers in the file. */
  readonly bytes: number
  readonly now: () => number
  readonly failed: (error: unknown) => void
}

/** Writes behind the requests' back, many answers in one transaction; readers find meanwhile what is `waiting`. */
export class Writer {
  readonly waiting = new Map<string, CachedAnswer>()
  readonly #options: WriterOptions
  readonly #statements: Statements
  #bytes = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: WriterOptions) {
    this.#options = options
    this.#statements = prepare(options.database)
  }

  add(key: string, answer: CachedAnswer): void {
    const { length } = answer.body
    if (length > this.#options.bytes || this.#bytes + length > MOST_WAITING) return
    this.#bytes += length - (this.waiting.get(key)?.body.length ?? 0)
    this.waiting.set(key, answer)
    this.#soon()
  }

  /** A row that is not to be found again. */
  remove(key: string): void {
    attempt(() => this.#statements.remove.run(key))
  }

  /** All that waits, at once. */
  finish(): void {
    clearTimeout(this.#timer)
    while (this.waiting.size > 0 && this.#write() !== 'busy');
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#write()
      if (this.waiting.size > 0) this.#soon()
    }, GATHERING)
    // A process that has nothing else to do may end; whoever wants all written closes the store.
    this.#timer.unref()
  }

  #write(): 'written' | 'busy' {
    const batch = this.#batch()
    try {
      this.#transact(batch)
    } catch (error) {
      if (isBusy(error)) return 'busy'
      this.#options.failed(error)
    }
    for (const [key, answer] of batch) {
      // Meanwhile a newer one may have come.
      if (this.waiting.get(key) === answer) this.waiting.delete(key)
      this.#bytes -= answer.body.length
    }
    return 'written'
  }

  #batch(): (readonly [string, CachedAnswer])[] {
    const batch: (readonly [string, CachedAnswer])[] = []
    let bytes = 0
    for (const entry of this.waiting) {
      batch.push(entry)
      bytes += entry[1].body.length
      if (batch.length === MOST_AT_ONCE || bytes >= MOST_BYTES_AT_ONCE) break
    }
    return batch
  }

  #transact(batch: readonly (readonly [string, CachedAnswer])[]): void {
    const { database, rows, now } = this.#options
    database.exec('BEGIN IMMEDIATE')
    try {
      for (const [key, answer] of batch) {
        this.#statements.remove.run(key)
        this.#insert(rows.toRow(key, answer))
      }
      this.#statements.expire.run(now())
      this.#makeRoom()
      database.exec('COMMIT')
    } catch (error) {
      attempt(() => database.exec('ROLLBACK'))
      throw error
    }
  }

  #insert({ key, expires, size, head, body, seal }: Row): void {
    this.#statements.insert.run(key, expires, size, head, body, seal)
  }

  /** Oldest out. */
  #makeRoom(): void {
    const { total, oldest, upTo } = this.#statements
    let over = Number(total.get()?.['value'] ?? 0) - this.#options.bytes
    while (over > 0) {
      let last: unknown
      for (const { id, size } of oldest.all()) {
        if (over <= 0) break
        last = id
        over -= Number(size)
      }
      if (last === undefined) return
      upTo.run(last as number)
    }
  }
}

/** What can't be mended where it fails: the reason for it is told anyway. */
function attempt(call: () => unknown): void {
  try {
    call()
  } catch {
    // SQLite may have rolled back by itself, or another process is writing.
  }
}

type Statements = ReturnType<typeof prepare>

function prepare(database: DatabaseSync) {
  return {
    remove: database.prepare('DELETE FROM answers WHERE key = ?'),
    insert: database.prepare('INSERT INTO answers (key, expires, size, head, body, seal) VALUES (?, ?, ?, ?, ?, ?)'),
    expire: database.prepare(
      'DELETE FROM answers WHERE id IN (SELECT id FROM answers WHERE expires <= ? ORDER BY expires LIMIT 256)',
    ),
    total: database.prepare("SELECT value FROM meta WHERE name = 'bytes'"),
    oldest: database.prepare('SELECT id, size FROM answers ORDER BY id LIMIT 64'),
    upTo: database.prepare('DELETE FROM answers WHERE id <= ?'),
  }
}

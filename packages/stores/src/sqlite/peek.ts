import { closeSync, openSync, readSync, type Stats, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { APPLICATION, BEGINNING, kindOf } from './schema.ts'
import { StoreError } from './store-error.ts'

/** What a file is before anything is done to it. `damaged`: SQLite's, and no more can be said of it. */
export type Peeked = 'none' | 'empty' | 'ours' | 'damaged'

/** Of the first page: SQLite's header, and how many tables there are. */
const HEAD = { magic: 'SQLite format 3\0', application: 68, kindOfPage: 100, cells: 103, length: 105 } as const
/** A page with tables in it, and a page that leads to such pages. */
const TABLES = { leaf: 0x0d, inner: 0x05 } as const

/**
 * Looks into a file without changing it. One that is something else's is refused: a path may be mistyped. Not for a file
 * that this process has open: with the end of any look at it, all of its locks on the file would be gone.
 */
export function peek(file: string): Peeked {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) return 'none'
  if (!found.isFile()) throw other(file, 'is no file')
  if (found.size === 0) return 'empty'
  const head = headOf(file, found)
  if (head.length >= HEAD.application + 4 && head.readUInt32BE(HEAD.application) === APPLICATION) return 'ours'
  if (head.toString('latin1', 0, HEAD.magic.length) !== HEAD.magic) throw other(file, 'is no database')
  const page = head[HEAD.kindOfPage]
  if (page !== TABLES.leaf && page !== TABLES.inner) return 'damaged'
  if (page === TABLES.inner || head.readUInt16BE(HEAD.cells) > 0) throw foreign(file)
  // The tables of a database that is in use may all be in its log yet.
  if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) refuseForeign(file)
  return 'empty'
}

export function foreign(file: string): StoreError {
  return other(file, 'is a database of something else')
}

function other(file: string, what: string): StoreError {
  return new StoreError(`${file} ${what}: name another file for the cache`)
}

function headOf(file: string, { size }: Stats): Buffer {
  const head = Buffer.alloc(Math.min(size, HEAD.length))
  const descriptor = openSync(file, 'r')
  try {
    return head.subarray(0, readSync(descriptor, head, 0, head.length, 0))
  } finally {
    closeSync(descriptor)
  }
}

function refuseForeign(file: string): void {
  // Who may write also tidies up on leaving, and moves what is in the log.
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    database.exec(`PRAGMA busy_timeout = ${BEGINNING}`)
    if (kindOf(database) === 'foreign') throw foreign(file)
  } finally {
    database.close()
  }
}

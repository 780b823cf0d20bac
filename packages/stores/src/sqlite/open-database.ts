import { chmodSync, closeSync, existsSync, openSync, renameSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { isOpenHere, opened } from './open-here.ts'
import { foreign, peek } from './peek.ts'
import { BEGINNING, createTables, type FileKind, kindOf, numberOf } from './schema.ts'
import { isDamage, StoreError, wordsOf } from './store-error.ts'

/** SQLite makes them beside the file, with its permissions. */
const COMPANIONS = ['-wal', '-shm'] as const

/**
 * The file, ready for use; made where there is none. One that is damaged or of another version is set aside and begun
 * anew, which `warn` is told: it holds answers that can be had again. One that is something else's is left as it is.
 */
export function openDatabase(file: string, warn: (message: string) => void): DatabaseSync {
  try {
    const first = attempt(file)
    if (first instanceof DatabaseSync) return first
    const aside = setAside(file)
    warn(`the cache ${file} ${first.why}: it was set aside as ${aside}, and the cache begins empty`)
    const again = attempt(file)
    if (again instanceof DatabaseSync) return again
    throw new StoreError(`the cache ${file} ${again.why}`)
  } catch (error) {
    if (error instanceof StoreError) throw error
    throw new StoreError(`the cache ${file} can't be opened: ${wordsOf(error)}`)
  }
}

interface Unusable {
  readonly why: string
}

function attempt(file: string): DatabaseSync | Unusable {
  // One that is open here has been looked into.
  const found = isOpenHere(file) ? 'ours' : peek(file)
  if (found === 'none') create(file)
  if (found !== 'damaged') keepToOwner(file)
  const database = new DatabaseSync(file)
  try {
    const unusable = judge(database, file)
    if (unusable === undefined) return opened(database, file)
    database.close()
    return unusable
  } catch (error) {
    database.close()
    if (isDamage(error)) return { why: `is damaged (${wordsOf(error)})` }
    throw error
  }
}

function judge(database: DatabaseSync, file: string): Unusable | undefined {
  database.exec(`PRAGMA busy_timeout = ${BEGINNING}`)
  const kind: FileKind = kindOf(database)
  if (kind === 'foreign') throw foreign(file)
  if (kind === 'other_version') return { why: 'was written by another version' }
  // Behind a crash of the machine less may be there than was said; a cache can bear that.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 4194304')
  if (kind === 'empty') createTables(database)
  const [found] = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {})
  if (found !== 'ok') return { why: `is damaged (${String(found)})` }
  numberOf(database, 'SELECT count(*) FROM answers WHERE id = 0')
  // From now on nobody waits for another process: what can't be written now is written a little later.
  database.exec('PRAGMA busy_timeout = 0')
  return undefined
}

/** For its owner alone, from the moment it is there: prompts and answers are in it. */
function create(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    // Another process was faster.
    if (!existsSync(file)) throw error
  }
}

/** One that was there already as well. By its name: to open and close it would end the locks of who has it open here. */
function keepToOwner(file: string): void {
  for (const path of [file, ...COMPANIONS.map((companion) => file + companion)]) {
    if (existsSync(path)) chmodSync(path, 0o600)
  }
}

function setAside(file: string): string {
  const aside = `${file}.unusable-${Date.now()}`
  renameSync(file, aside)
  for (const companion of COMPANIONS) {
    if (existsSync(file + companion)) renameSync(file + companion, aside + companion)
  }
  return aside
}

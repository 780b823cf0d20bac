import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'

/** Of each database that this process has open: which file it is, whatever it is called. */
const here = new Map<DatabaseSync, string>()

/** POSIX ends all locks that a process has on a file as soon as it closes that file once, by whichever way it was opened. */
export function isOpenHere(file: string): boolean {
  const id = idOf(file)
  return id !== undefined && [...here.values()].includes(id)
}

export function opened(database: DatabaseSync, file: string): DatabaseSync {
  here.set(database, idOf(file) ?? file)
  return database
}

export function close(database: DatabaseSync): void {
  database.close()
  here.delete(database)
}

function idOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false })
  return found && `${found.dev} ${found.ino}`
}

import type { DatabaseSync } from 'node:sqlite'

/** Tells a file of ours from any other: "Strt". */
export const APPLICATION = 0x53747274
/** Of the tables below. A cache is begun anew rather than migrated. */
const VERSION = 1

/** ms that another process may hold the file while this one begins. */
export const BEGINNING = 5_000

const TABLES = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
  CREATE TABLE answers (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    expires INTEGER NOT NULL,
    size INTEGER NOT NULL,
    head TEXT NOT NULL,
    body BLOB NOT NULL,
    seal TEXT NOT NULL
  );
  CREATE INDEX answers_by_expiry ON answers (expires);
  INSERT INTO meta VALUES ('bytes', 0);
  CREATE TRIGGER answers_added AFTER INSERT ON answers
    BEGIN UPDATE meta SET value = value + new.size WHERE name = 'bytes'; END;
  CREATE TRIGGER answers_removed AFTER DELETE ON answers
    BEGIN UPDATE meta SET value = value - old.size WHERE name = 'bytes'; END;
  PRAGMA application_id = ${APPLICATION};
  PRAGMA user_version = ${VERSION};
`

/** What a file is, as far as it can be read. */
export type FileKind = 'ours' | 'empty' | 'other_version' | 'foreign'

export function kindOf(database: DatabaseSync): FileKind {
  const application = numberOf(database, 'PRAGMA application_id')
  if (application === APPLICATION)
    return numberOf(database, 'PRAGMA user_version') === VERSION ? 'ours' : 'other_version'
  return numberOf(database, 'SELECT count(*) FROM sqlite_schema') === 0 ? 'empty' : 'foreign'
}

/** Two processes may come to an empty file at once: the second one finds the tables of the first. */
export function createTables(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    if (kindOf(database) === 'empty') database.exec(TABLES)
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}

export function numberOf(database: DatabaseSync, sql: string): number {
  return Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0)
}

import type { Connection } from './connection.ts'
import type { Job } from './job.ts'
import type { KnownLines } from './known-lines.ts'

/** Where a connection belongs; told of each turn in its life. */
export interface Home {
  /** What the answers of its connections have in common. */
  readonly known: KnownLines
  /** Both sides of an exchange are whole: it can take another. */
  free(connection: Connection): void
  /** For good. `left`: the job under which it ended before anything of that was written. */
  gone(connection: Connection, left?: Job): void
}

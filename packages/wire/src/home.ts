import type { Connection } from './connection.ts'
import type { Job } from './job.ts'

/** Where a connection belongs; told of each turn in its life. */
export interface Home {
  /** Both sides of an exchange are whole: it can take another. */
  free(connection: Connection): void
  /** For good. */
  gone(connection: Connection): void
  /** It ended under a job before anything of that was written. */
  again(job: Job): void
}

import type { Duplex } from 'node:stream'

/** HTTP/2 on the port of an HTTP/1.1 server. */
export interface Http2Side {
  /** Takes the connection over if what HTTP/1.1 stumbled on is HTTP/2; false where it is not, and nothing was touched. */
  take(error: NodeJS.ErrnoException, socket: Duplex): boolean
  /** GOAWAY to all: exchanges under way go on, no new ones begin. Resolves when their last bytes are out. */
  close(): Promise<unknown>
  /** Ends what is left, visibly broken. */
  destroy(): void
}

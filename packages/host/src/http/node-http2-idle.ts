import type { ServerHttp2Session } from 'node:http2'
import type { Duplex } from 'node:stream'
import type { ClientLimits } from '../app.ts'

/** How long a client may take to close its end after ours. */
const LINGER_MS = 1_000

/**
 * Ends a connection on which nothing is asked: `head` until the first stream, `keepAlive` after the last. Streams that
 * are open hold it, however quiet: an upstream's silence is not the client's.
 */
export function endWhenIdle(session: ServerHttp2Session, socket: Duplex, clients: ClientLimits): void {
  let open = 0
  const close = () => {
    session.close()
    timer = setTimeout(() => socket.destroy(), LINGER_MS)
  }
  let timer = setTimeout(close, clients.head)
  session.on('stream', (stream) => {
    open++
    clearTimeout(timer)
    stream.on('close', () => {
      open--
      if (open === 0 && !socket.destroyed) timer = setTimeout(close, session.closed ? LINGER_MS : clients.keepAlive)
    })
  })
  socket.on('close', () => clearTimeout(timer))
}

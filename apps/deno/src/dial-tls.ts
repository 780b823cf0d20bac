import type { DialTls } from '@strait/wire'

/**
 * A connection of Deno.startTls keeps its descriptor, even closed, while its peer leaves it in the handshake or does
 * not read what was written. So many may; beyond them node:tls serves, which lets go at once.
 */
const LINGERING_MAX = 64
let lingering = 0

export function tooManyLinger(): boolean {
  return lingering >= LINGERING_MAX
}

/** Counts a connection that was given up until `settled` says that its descriptor is free. */
export function linger(settled: Promise<unknown>): void {
  lingering++
  const free = () => void lingering--
  settled.then(free, free)
}

/** TLS on a connection: chain and name (RFC 6066 3: sent only where it is no address) are verified when it resolves. */
export async function secure(tcp: Deno.TcpConn, host: string, { ca }: DialTls): Promise<Deno.TlsConn> {
  let conn: Deno.Conn = tcp
  try {
    const tls = await Deno.startTls(tcp, {
      hostname: host,
      alpnProtocols: ['http/1.1'],
      ...(ca === undefined ? {} : { caCerts: [ca] }),
    })
    conn = tls
    await tls.handshake()
    return tls
  } catch (cause) {
    closeTls(conn)
    throw cause
  }
}

/** `close()` alone would not tell when the descriptor is free: that waits for what is still to be written. */
export function closeTls(conn: Deno.Conn): void {
  const close = () => conn.close()
  linger(conn.closeWrite().then(close, close))
}

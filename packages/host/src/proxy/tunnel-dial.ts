import type { ProxyAddress } from '@strait/config'
import type { Dial } from '@strait/wire'
import { inTurn } from '../dial/in-turn.ts'
import { Tunnel } from './tunnel.ts'

/** An address that a proxy can't reach: it has to find that out first, and is farther away than the address itself. */
const ATTEMPT_TIMEOUT = 2_000

/** Sockets through a proxy: it is asked for a way to the host, and never sees more than that and what TLS leaves open. */
export function tunnelDial(proxy: ProxyAddress): Dial {
  return (request, handler) =>
    inTurn(
      request,
      handler,
      (to, unconnected, settled) => new Tunnel(proxy, request, to, handler, unconnected, settled).open(),
      ATTEMPT_TIMEOUT,
    )
}

import type { ProxyAddress } from '@strait/config'
import type { Dial, DialFailure } from '@strait/wire'
import { inTurn } from '../dial/in-turn.ts'
import { Tunnel } from './tunnel.ts'

/** An address that a proxy can't reach: it has to find that out first, and is farther away than the address itself. */
const ATTEMPT_TIMEOUT = 2_000

/** Sockets through a proxy: it is asked for a way to the host, and never sees more than that and what TLS leaves open. */
export function tunnelDial(proxy: ProxyAddress): Dial {
  return (request, handler) => {
    const failed = (failure: DialFailure) => handler.failed(failure)
    const { addresses } = request
    // Without addresses it is the proxy that resolves the name.
    if (addresses === undefined) return new Tunnel(proxy, request, request.host, handler, failed).open()
    return inTurn(
      addresses,
      (address, unconnected, settled) => new Tunnel(proxy, request, address, handler, unconnected, settled).open(),
      failed,
      ATTEMPT_TIMEOUT,
    )
  }
}

import type { ProxyAddress } from '@strait/config'
import { type Cancel, Deadlines, type TlsIdentity, type UpstreamOutcome, type UpstreamRequest } from '@strait/core'
import { createClient, type Dial, type DialTls, type WireRequest } from '@strait/wire'
import { outcomeOf } from './outcome-of.ts'
import { createProxied } from './proxied.ts'

export interface Transport {
  /** By the proxy, where one is given. */
  send(request: UpstreamRequest, cancel: Cancel, proxy?: ProxyAddress | undefined): Promise<UpstreamOutcome>
  close(): Promise<void>
}

/** The client of all three runtimes: `@strait/wire`, on the sockets that the app's runtime lends. */
export function createTransport(dial: Dial): Transport {
  const timers = new Deadlines(() => performance.now())
  const client = createClient({ dial, timers })
  const proxied = createProxied(dial, timers)
  return {
    send: (request, cancel, proxy) =>
      proxy === undefined
        ? client.send<UpstreamOutcome>(wireRequest(request), cancel, outcomeOf)
        : proxied.send(wireRequest(request), cancel, proxy),
    close: async () => {
      client.close()
      proxied.close()
    },
  }
}

/** The two say the same, but for what is kept secret in core. */
function wireRequest(request: UpstreamRequest): WireRequest {
  const { tls } = request
  return tls === undefined ? (request as WireRequest) : { ...request, tls: dialTls(tls) }
}

const identities = new WeakMap<TlsIdentity, DialTls>()

function dialTls(identity: TlsIdentity): DialTls {
  let known = identities.get(identity)
  if (known === undefined) {
    known = { id: identity.id, ca: identity.ca, cert: identity.cert, key: identity.key?.reveal() }
    identities.set(identity, known)
  }
  return known
}

import { type Cancel, Deadlines, type TlsIdentity, type UpstreamOutcome, type UpstreamRequest } from '@strait/core'
import { createClient, type Dial, type DialTls, type WireOutcome, type WireRequest } from '@strait/wire'
import { failureCode } from './failure-code.ts'

export interface Transport {
  send(request: UpstreamRequest, cancel: Cancel): Promise<UpstreamOutcome>
  close(): Promise<void>
}

/** The client of all three runtimes: `@strait/wire`, on the sockets that the app's runtime lends. */
export function createTransport(dial: Dial): Transport {
  const client = createClient({ dial, timers: new Deadlines(() => performance.now()) })
  return {
    send: (request, cancel) => client.send(wireRequest(request), cancel).then(outcomeOf),
    close: async () => client.close(),
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

function outcomeOf(outcome: WireOutcome): UpstreamOutcome {
  if (outcome.kind === 'answer') return outcome
  const { error, delivered } = outcome
  return { kind: 'failed', code: failureCode(error.code), delivered, cause: error }
}

import type { ProxyAddress } from '@strait/config'
import type { WireRequest } from '@strait/wire'

/** A plain request as a proxy takes it (RFC 9112 3.2.2): it goes to the proxy, and its target is the whole URL. */
export function absoluteForm(request: WireRequest, proxy: ProxyAddress): WireRequest {
  const { scheme, host, port, authorization } = proxy
  const { hostHeader } = request.origin
  return {
    ...request,
    origin: { scheme, host, port, hostHeader },
    target: `http://${hostHeader}${request.target}`,
    headers:
      authorization === undefined
        ? request.headers
        : [...request.headers, 'proxy-authorization', authorization.reveal()],
    tls: undefined,
  }
}

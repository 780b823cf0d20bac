import { isIP } from 'node:net'
import { rootCertificates } from 'node:tls'
import type { TlsIdentity } from '@strait/core'
import { buildConnector } from 'undici-real'

export interface ConnectorOptions {
  readonly tls: TlsIdentity | undefined
  readonly addresses: readonly string[] | undefined
  /** ms for name resolution, TCP and TLS together; 0 for none. */
  readonly timeout: number
}

/** Connecting took longer than the config allows. */
export class ConnectTimeout extends Error {
  override readonly name = 'ConnectTimeout'
}

/**
 * Opens one connection. undici's own clock is coarse (half a second and more), so it is timed here; and a reset
 * is given a code of its own, because undici takes ECONNRESET at the end of a close-delimited body for its end.
 */
export function connector({ tls, addresses, timeout }: ConnectorOptions): buildConnector.connector {
  const connect = buildConnector({
    timeout: 0,
    allowH2: false,
    ...(tls?.ca === undefined ? {} : { ca: [...rootCertificates, tls.ca] }),
    ...(tls?.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls?.key === undefined ? {} : { key: tls.key.reveal() }),
    ...(addresses === undefined ? {} : { lookup: pinned(addresses) }),
  } as buildConnector.BuildOptions)
  return (options, callback) => {
    let settled = false
    const settle = (...result: Parameters<buildConnector.Callback>) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      callback(...result)
    }
    const timer = timeout === 0 ? undefined : setTimeout(() => giveUp(), timeout)
    const socket = connect(options, (error, connected) => {
      if (error !== null) return settle(error, null)
      if (settled) return void connected?.destroy()
      connected?.prependListener('error', renameReset)
      settle(null, connected as NonNullable<typeof connected>)
    }) as unknown as { destroy(): void } | undefined

    function giveUp(): void {
      settle(new ConnectTimeout('connect timeout'), null)
      socket?.destroy()
    }
  }
}

function renameReset(error: NodeJS.ErrnoException): void {
  if (error.code === 'ECONNRESET') error.code = 'UPSTREAM_RESET'
}

type LookupCallback = (error: Error | null, addresses: { address: string; family: number }[]) => void

/** In place of DNS: the addresses that the egress guard has judged, and no others. */
function pinned(addresses: readonly string[]) {
  const found = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_host: string, _options: object, callback: LookupCallback): void => callback(null, found)
}

import { isLoopbackHost, parseHost } from '@strait/core'
import type { Address, Loaded } from './load-plan.ts'
import { StartError } from './start-error.ts'

export function isLoopback(hostname: string): boolean {
  const host = parseHost(hostname.includes(':') ? `[${hostname}]` : hostname)
  return host !== undefined && isLoopbackHost(host)
}

/** Beyond this machine, whoever reaches an open gateway spends the keys it holds: that has to be said in so many words. */
export function checkExposure({ config, listen }: Pick<Loaded, 'config' | 'listen'>): void {
  if (config.access !== undefined || config.allow_anonymous) return
  const exposed = listen.find((address) => !isLoopback(address.hostname) && address.tls?.clientCa === undefined)
  if (exposed !== undefined) throw new StartError(refusal(exposed), 2)
}

function refusal({ hostname, port }: Address): string {
  return `strait: ${hostname}:${port} can be reached from other machines, and nothing says who may call.
Add access keys to the config:

  access: { keys: [{ name: me, key: "\${STRAIT_KEY}" }] }

or, if everyone who can reach it may use it:

  allow_anonymous: true
`
}

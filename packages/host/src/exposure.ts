import { isLoopbackHost, parseHost } from '@strait/core'
import type { Address, Loaded } from './load-plan.ts'
import { StartError } from './start-error.ts'

export function isLoopback(hostname: string): boolean {
  const host = parseHost(hostname.includes(':') ? `[${hostname}]` : hostname)
  return host !== undefined && isLoopbackHost(host)
}

/**
 * Beyond this machine, whoever reaches an open gateway spends the keys it holds: that has to be said in so many words.
 * `besides` is what else there is to know of the address.
 */
export function checkExposure({ config, listen }: Pick<Loaded, 'config' | 'listen'>, besides?: string): void {
  if (config.access !== undefined || config.allow_anonymous) return
  const exposed = listen.find((address) => !isLoopback(address.hostname) && address.tls?.clientCa === undefined)
  if (exposed !== undefined) throw new StartError(refusal(exposed, besides), 2)
}

function refusal({ hostname, port }: Address, besides: string | undefined): string {
  return `strait: ${hostname}:${port} can be reached from other machines, and nothing says who may call.
${besides === undefined ? '' : `${besides}\n`}Add access keys to the config:

  access: { keys: [{ name: me, key: "\${STRAIT_KEY}" }] }

or, if everyone who can reach it may use it:

  allow_anonymous: true
`
}

import type { Runtime } from '@strait/core'
import type { ProxyFor } from './proxy/proxy-for.ts'
import type { Transport } from './transport/wire.ts'

/** What a long-running process lends to the core; the same on all three runtimes. */
export function createRuntime(transport: Transport, proxyFor?: ProxyFor | undefined): Runtime {
  return {
    send:
      proxyFor === undefined
        ? (request, cancel) => transport.send(request, cancel)
        : (request, cancel) => transport.send(request, cancel, proxyFor(request.origin)),
    resolve,
    now: () => Date.now(),
    clock: () => performance.now(),
    random: () => Math.random(),
    id: requestIds(),
    // The process lives on anyway.
    defer: () => {},
  }
}

/** Loaded when a name is looked up for the first time: most configs never need it. */
async function resolve(host: string): Promise<readonly string[]> {
  const { lookup } = await import('node:dns/promises')
  return (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address)
}

/** A random beginning per process and a counter: unique without asking for randomness at each request. */
function requestIds(): () => string {
  const start = crypto.randomUUID().replaceAll('-', '').slice(0, 14)
  // Begins where eight digits do, so that nothing has to be padded.
  let count = 0x10000000 + Math.floor(Math.random() * 0xffff)
  return () => `${start}${(count++).toString(16)}`
}

import { lookup } from 'node:dns/promises'
import type { Runtime } from '@strait/core'
import type { Transport } from './transport/undici.ts'

/** What a long-running process lends to the core; the same on all three runtimes. */
export function createRuntime(transport: Transport): Runtime {
  return {
    send: (request, cancel) => transport.send(request, cancel),
    resolve: async (host) => (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address),
    now: () => Date.now(),
    clock: () => performance.now(),
    id: requestIds(),
    // The process lives on anyway.
    defer: () => {},
  }
}

/** A random beginning per process and a counter: unique without asking for randomness at each request. */
function requestIds(): () => string {
  const start = crypto.randomUUID().replaceAll('-', '').slice(0, 14)
  let count = Math.floor(Math.random() * 0xffff)
  return () => {
    count++
    return `${start}${count.toString(16).padStart(8, '0')}`
  }
}

import { Agent } from 'undici-real'

/** The same client as Strait's, with the same options. */
export const agent = new Agent({
  allowH2: false,
  connections: null,
  pipelining: 1,
  headersTimeout: 0,
  bodyTimeout: 0,
})

const [plain = '', streams = ''] = process.argv.slice(2)

/** The relay's whole idea of a route. */
export function originOf(target: string): string {
  return target.startsWith('/sse/') ? streams : plain
}

/** A body up to this size is held, so that it goes out with its head. */
export const HELD_MAX = 64 * 1024

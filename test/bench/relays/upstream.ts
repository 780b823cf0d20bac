import { Deadlines } from '@strait/core'
import { type Client, createClient, type Dial, type WireBody, type WireCancel, type WireRequest } from '@strait/wire'
import { stays } from './hop-by-hop.ts'

const [plain = '', streams = ''] = process.argv.slice(2)
const origins = { plain: originOf(plain), streams: originOf(streams) }

function originOf(url: string): WireRequest['origin'] {
  const { hostname, port, host } = new URL(url)
  return { scheme: 'http', host: hostname, port: Number(port), hostHeader: host }
}

/** A body up to this size is held, so that it goes out with its head. */
export const HELD_MAX = 64 * 1024

/** The same client as Strait's. */
export function clientOn(dial: Dial): Client {
  return createClient({ dial, timers: new Deadlines(() => performance.now()) })
}

export function requestOf(method: string, target: string, headers: readonly string[], body: WireBody): WireRequest {
  return {
    // The relay's whole idea of a route.
    origin: target.startsWith('/sse/') ? origins.streams : origins.plain,
    method,
    target,
    headers,
    body,
    connectTimeout: 10_000,
    maxHead: 64 * 1024,
  }
}

/** The header lines of an answer that go on. */
export function answerLines(flat: readonly string[]): string[] {
  const at = flat.findIndex((text, i) => i % 2 === 0 && text.toLowerCase() === 'connection')
  const dropped = stays(at < 0 ? undefined : flat[at + 1])
  const lines: string[] = []
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] as string
    if (!dropped(name)) lines.push(name, flat[i + 1] as string)
  }
  return lines
}

/** How a client that leaves ends its call. */
export class Line implements WireCancel {
  pulled = false
  reason: unknown
  #listener: ((reason: unknown) => void) | undefined

  listen(listener: (reason: unknown) => void): () => void {
    this.#listener = listener
    return () => {
      this.#listener = undefined
    }
  }

  pull(): void {
    if (this.pulled) return
    this.pulled = true
    this.reason = new Error('the client left')
    this.#listener?.(this.reason)
  }
}

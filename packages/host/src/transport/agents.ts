import type { UpstreamRequest } from '@strait/core'
import { Agent } from 'undici-real'
import { connector } from './connector.ts'

/** Pinned addresses change with DNS; the ones used longest ago make room. */
const PINNED_MAX = 256

/**
 * Connections are shared by origin, and only between requests that agree on everything that makes a connection:
 * TLS identity, pinned addresses, time to connect, size of a head.
 */
export class Agents {
  readonly #agents = new Map<string, Agent>()
  #last: (Pick<UpstreamRequest, 'tls' | 'connectTimeout' | 'maxHead'> & { agent: Agent }) | undefined

  for(request: UpstreamRequest): Agent {
    const { tls, addresses, connectTimeout, maxHead } = request
    const last = this.#last
    // Nearly every request agrees with the one before.
    if (
      addresses === undefined &&
      tls === last?.tls &&
      connectTimeout === last?.connectTimeout &&
      maxHead === last.maxHead
    ) {
      return last.agent
    }
    const key = `${connectTimeout} ${maxHead} ${tls?.id ?? ''} ${addresses?.join(',') ?? ''}`
    const known = this.#agents.get(key)
    if (known !== undefined) {
      if (addresses === undefined) this.#last = { tls, connectTimeout, maxHead, agent: known }
      else this.#refresh(key, known)
      return known
    }
    const agent = new Agent({
      connect: connector({ tls, addresses, timeout: connectTimeout }),
      // HTTP/2 would lose the spelling and order of headers.
      allowH2: false,
      connections: null,
      pipelining: 1,
      // Its clocks are off: core has its own, per route.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: maxHead,
      // Shorter than the 5 s after which common servers (Node, uvicorn) close without a word: a request that
      // meets a closing connection can't safely be sent again.
      keepAliveTimeout: 4_000,
    })
    this.#agents.set(key, agent)
    if (addresses !== undefined) this.#trim()
    return agent
  }

  async close(): Promise<void> {
    const agents = [...this.#agents.values()]
    this.#agents.clear()
    this.#last = undefined
    await Promise.all(agents.map((agent) => agent.destroy()))
  }

  #refresh(key: string, agent: Agent): void {
    this.#agents.delete(key)
    this.#agents.set(key, agent)
  }

  #trim(): void {
    if (this.#agents.size <= PINNED_MAX) return
    for (const [key, agent] of this.#agents) {
      if (key.endsWith(' ')) continue
      this.#agents.delete(key)
      // Lets what is under way end.
      void agent.close()
      return
    }
  }
}

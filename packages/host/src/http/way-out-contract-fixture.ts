import type { App } from '../app.ts'
import { bytesContract } from './way-out-bytes-fixture.ts'
import { endingsContract } from './way-out-endings-fixture.ts'
import { pressureContract } from './way-out-pressure-fixture.ts'
import type { WayOut } from './way-out-scene-fixture.ts'

/**
 * What every way keeps by which an answer leaves for a client's socket: straight to the server's own response, or as a
 * stream that the server reads. `gaps` say what a server can't, and why.
 */
export function wayOutContract(way: WayOut): void {
  bytesContract(way)
  endingsContract(way)
  pressureContract(way)
}

/** The way out of an app, as it listens. */
export function appWayOut(name: string, listen: App['listen'], gaps: WayOut['gaps'] = {}): WayOut {
  return {
    name,
    gaps,
    async listen(gateway) {
      const listener = await listen({
        hostname: '127.0.0.1',
        port: 0,
        tls: undefined,
        doors: undefined,
        gateway: () => gateway,
        inside: () => undefined,
        clients: { head: 30_000, keepAlive: 75_000, maxHead: 100_000 },
      })
      return {
        port: listener.port,
        close: () => {
          listener.destroy()
          return listener.close()
        },
      }
    },
  }
}

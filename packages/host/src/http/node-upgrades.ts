import type { IncomingMessage, Server } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import type { ListenOptions } from '../app.ts'
import { serveNodeUpgrade } from './node-upgrade.ts'

/** Connections that have switched protocols: the server counts them no more among those that it can close. */
export interface Upgrades {
  /** Ends what is left. */
  destroy(): void
}

export function nodeUpgrades(server: Server | HttpsServer, options: ListenOptions): Upgrades {
  const { doors, name: listener } = options
  const facts = { scheme: options.tls === undefined ? 'http' : 'https', doors, listener } as const
  const sockets = new Set<Duplex>()
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Uint8Array) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    void serveNodeUpgrade(options.gateway(), incoming, socket, head, facts)
  })
  return {
    destroy() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

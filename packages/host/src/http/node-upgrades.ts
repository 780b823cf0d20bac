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
    // Unheard it would end the process.
    socket.on('error', () => {})
    // No client asks for another protocol before it has the answers to what it asked in this one: they would get mixed.
    if (isAnswering(socket)) return void socket.destroy()
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    serveNodeUpgrade(options.gateway(), incoming, socket, head, facts).catch(() => socket.destroy())
  })
  return {
    destroy() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Node hands a socket over whatever is under way on it; there is the answer that it is assigned to. */
function isAnswering(socket: Duplex & { readonly _httpMessage?: unknown }): boolean {
  return socket._httpMessage !== undefined && socket._httpMessage !== null
}

import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { Cancel, type Gateway, type Reply } from '@strait/core'
import { arrivalOf, type ListenerFacts } from './node-http.ts'
import { NodeTunnelEnd } from './node-tunnel-end.ts'
import { writeReply } from './node-write-reply.ts'

/**
 * A request to switch protocols on a `node:http` server, which has let go of the socket by then: it becomes a tunnel, or
 * the answer is HTTP and the last on this connection.
 */
export async function serveNodeUpgrade(
  gateway: Gateway,
  incoming: IncomingMessage,
  socket: Duplex,
  head: Uint8Array,
  facts: ListenerFacts,
): Promise<void> {
  const cancel = new Cancel()
  const end = new NodeTunnelEnd(socket, head, cancel)
  const reply = await gateway.handle({ ...arrivalOf(incoming, undefined, undefined, cancel, facts), tunnels: true })
  if (socket.destroyed) {
    reply.tunnel?.down.cancel(new Error('the client left'))
    return
  }
  if (reply.tunnel !== undefined) end.join(reply, reply.tunnel)
  else answer(reply, incoming, socket, end)
}

function answer(reply: Reply, incoming: IncomingMessage, socket: Duplex, end: NodeTunnelEnd): void {
  const outgoing = new ServerResponse(incoming)
  outgoing.shouldKeepAlive = false
  outgoing.on('error', () => {})
  outgoing.on('finish', () => end.finish())
  try {
    // Declared for net.Socket; what it does with it, every Duplex can.
    outgoing.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0])
    writeReply(reply, incoming, outgoing)
  } catch {
    socket.destroy()
  }
}

import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** Carries bytes both ways; an end goes on as one, and so does a reset. */
export function tunnel(client: Socket, upstream: Socket, head: Buffer, sent: (bytes: Buffer) => void): void {
  if (head.length > 0) {
    sent(head)
    upstream.write(head)
  }
  client.on('data', sent)
  client.pipe(upstream)
  upstream.pipe(client)
  goesWith(client, upstream)
  goesWith(upstream, client)
}

function goesWith(gone: Socket, other: Socket): void {
  gone.on('error', () => reset(other))
  gone.on('close', () => {
    if (!gone.readableEnded || !gone.writableFinished) reset(other)
    // Both ends have passed on. Nothing takes what the other still sends, and only who reads sees it leave.
    else other.resume()
  })
}

/** A TLS socket has no reset of its own. */
function reset(socket: Socket): void {
  if ('encrypted' in socket) socket.destroy()
  else socket.resetAndDestroy()
}

/** The absolute form as the origin wants it (RFC 9112 3.2.2): the target's host, and nothing that was for the proxy. */
export function requestHead({ method, url = '', rawHeaders }: IncomingMessage) {
  const { hostname, port, host } = new URL(url)
  const target = url.replace(/^[a-z]+:\/\/[^/?#]*/i, '')
  const headers: string[] = ['Host', host]
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (!/^(?:host|proxy-.*|connection|keep-alive)$/i.test(name)) headers.push(name, rawHeaders[i + 1] as string)
  }
  const path = target.startsWith('/') ? target : `/${target}`
  return { method, host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || '80'), path, headers }
}

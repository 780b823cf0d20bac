import { readFileSync } from 'node:fs'
import * as net from 'node:net'
import process from 'node:process'
import { createInterface } from 'node:readline'
import * as tls from 'node:tls'
import type { Certificate, Certificates } from '@strait/testkit'
import { FLOOD_BYTES, mismatch, pattern } from './dial-pattern-fixture.ts'

/**
 * The other end of the dial contract, always on Node, so that what it sees and does is the same whoever dials.
 * First line out: the ports. Then a line for each connection that came, and one when it is gone. A line in lets the
 * slow server read.
 */
const certificates: Certificates = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const ports: Record<string, number> = {}
const slow = new Set<net.Socket>()

function tell(server: string, event: 'come' | 'gone', more: object = {}): void {
  console.log(JSON.stringify({ server, event, ...more }))
}

async function plain(name: string, serve: (socket: net.Socket) => unknown): Promise<void> {
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    tell(name, 'come')
    let bytes = 0
    socket.on('data', (data) => {
      bytes += data.length
    })
    socket.on('error', () => {})
    socket.on('close', () => tell(name, 'gone', { bytes }))
    serve(socket)
  })
  await listen(name, server)
}

async function secure(name: string, own: Certificate, options: tls.TlsOptions = {}): Promise<void> {
  const raw = new Map<number | undefined, { socket: net.Socket; seen: Record<string, unknown>; bytes: number }>()
  const { cert, key } = own
  const server = tls.createServer({ cert, key, allowHalfOpen: true, ALPNProtocols: ['http/1.1'], ...options })
  server.on('connection', (socket: net.Socket) => {
    const entry = { socket, seen: {}, bytes: 0 }
    raw.set(socket.remotePort, entry)
    tell(name, 'come')
    socket.on('close', () => tell(name, 'gone', { bytes: entry.bytes, ...entry.seen }))
  })
  server.on('secureConnection', (socket: tls.TLSSocket & { servername?: string | false }) => {
    const entry = raw.get(socket.remotePort)
    if (entry === undefined) throw new Error('a connection from nowhere')
    entry.seen = {
      name: socket.servername,
      resumed: socket.isSessionReused(),
      alpn: socket.alpnProtocol,
      client: socket.getPeerCertificate()?.subject?.CN,
    }
    socket.on('error', () => {})
    socket.on('data', (data: Buffer) => {
      entry.bytes += data.length
      if (String(data) === 'reset') entry.socket.resetAndDestroy()
      else socket.write(data)
    })
    socket.on('end', () => socket.end('bye'))
  })
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  await listen(name, server)
}

function listen(name: string, server: net.Server): Promise<void> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      ports[name] = (server.address() as net.AddressInfo).port
      resolve()
    })
  })
}

function count(socket: net.Socket): void {
  let bytes = 0
  let wrong: number | undefined
  socket.on('data', (data: Buffer) => {
    wrong ??= mismatch(data, bytes)
    bytes += data.length
  })
  socket.on('end', () => socket.end(wrong === undefined ? `got ${bytes}` : `wrong at ${wrong}`))
  socket.pause()
  slow.add(socket)
}

function flood(socket: net.Socket): void {
  let at = 0
  const more = () => {
    while (at < FLOOD_BYTES) {
      const chunk = pattern(at, 65_536)
      at += chunk.length
      if (!socket.write(chunk)) {
        socket.once('drain', more)
        return
      }
    }
    socket.end()
  }
  more()
}

await plain('echo', (socket) => {
  socket.on('data', (data) => {
    if (String(data) === 'reset') socket.resetAndDestroy()
    else socket.write(data)
  })
  socket.on('end', () => socket.end('bye'))
})
await plain('finFirst', (socket) => socket.end('first'))
await plain('slow', count)
await plain('flood', flood)
await plain('mute', (socket) => socket.on('end', () => socket.end()))
await secure('server', certificates.server)
// Half-open, Node's server does not notice a client that leaves in the middle of the handshake.
const full = { allowHalfOpen: false }
await secure('sameButFull', certificates.server, full)
await secure('wrongName', certificates.wrongName, full)
await secure('expired', certificates.expired, full)
await secure('notYetValid', certificates.notYetValid, full)
await secure('unknownIssuer', certificates.unknownIssuer, full)
const { cert: ca } = certificates.ca
await secure('mutual', certificates.server, { ca, requestCert: true, rejectUnauthorized: true })
console.log(JSON.stringify(ports))

const lines = createInterface({ input: process.stdin })
lines.on('line', () => {
  for (const socket of slow) socket.resume()
  slow.clear()
})
// The one who started it has left.
lines.on('close', () => process.exit())

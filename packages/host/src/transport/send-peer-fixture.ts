import process from 'node:process'
import { createInterface } from 'node:readline'
import { behave, makeCertificates, type ReceivedRequest, type Script, startUpstream } from '@strait/testkit'
import type { SeenRequest } from './send-peer-process-fixture.ts'

/**
 * The other end of the send contract, always on Node, so that what it sees and does is the same whoever sends. First
 * line out: the ports. A line in asks what has come of one test, or opens a gate.
 */
const KEPT = 64 * 1024

/** Connections that end once the whole request has been taken. */
const ends: Readonly<Record<string, Script>> = {
  dies: async (request, reply) => {
    await request.body
    reply.reset()
  },
  closes: async (request, reply) => {
    await request.body
    reply.close()
  },
  halves: async (request, reply) => {
    await request.body
    await reply.raw('HTTP/1.1 200 OK\r\ncontent-le')
    reply.close()
  },
}

const script: Script = (request, reply) => {
  const end = ends[request.path.split('/').at(-1) ?? '']
  return end === undefined ? behave(request, reply, upstream) : end(request, reply)
}
const upstream = await startUpstream({ script })
const certificates = await makeCertificates()
const { cert, key } = certificates.server
const secure = await startUpstream({ script, tls: { cert, key } })
console.log(JSON.stringify({ port: upstream.port, securePort: secure.port }))

function seen(request: ReceivedRequest): SeenRequest {
  const { method, target, headers, framing, content, state, problems, left, connection, replyEndedAt } = request
  return {
    method,
    target,
    headers,
    framing: framing.kind,
    text: content.length > KEPT ? '' : content.bytes().toString('latin1'),
    length: content.length,
    sha256: content.sha256(),
    state,
    problems,
    left: left?.how,
    written: connection.socket.bytesWritten,
    answered: replyEndedAt !== undefined,
  }
}

const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  const { id, tag, gate } = JSON.parse(line)
  if (gate !== undefined) upstream.open(gate)
  const found = [...upstream.requests, ...secure.requests].filter(({ target }) => target.includes(tag))
  console.log(JSON.stringify({ id, seen: found.map(seen) }))
})
// The one who started it has left.
lines.on('close', () => {
  certificates.remove()
  process.exit()
})

import net, { type Socket } from 'node:net'
import { ANSWERS, EVENT, PATHS } from './exchanges.ts'
import { Http1Reader } from './http1.ts'

/**
 * The upstream of the bench: answers from memory, and event streams at the pace that the query asks for. It does
 * nothing else, on plain sockets, so that it takes as little as can be of the core it shares with the load.
 */
interface Stream {
  readonly socket: Socket
  readonly every: number
  left: number
  due: number
}

const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`
const plain = (body: string): Buffer =>
  Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    'latin1',
  )

const answers = new Map([
  [PATHS.small as string, plain(ANSWERS.small)],
  [PATHS.prompt, plain(ANSWERS.prompt)],
  [PATHS.large, plain(ANSWERS.large)],
])
const event = Buffer.from(chunk(EVENT), 'latin1')
const opening = Buffer.concat([
  Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n', 'latin1'),
  event,
])
const closing = Buffer.from(`${chunk('data: [DONE]\n\n')}0\r\n\r\n`, 'latin1')
const unknown = Buffer.from('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n', 'latin1')

const streams = new Set<Stream>()

const server = net.createServer({ noDelay: true }, (socket) => {
  let target = ''
  const reader = new Http1Reader('requests', {
    head(text) {
      target = text.split(' ', 2)[1] ?? ''
    },
    body() {},
    end: () => reply(socket, target),
  })
  socket.on('data', (data) => reader.push(data))
  socket.on('error', () => {})
  socket.on('close', () => {
    for (const stream of streams) if (stream.socket === socket) streams.delete(stream)
  })
})

function reply(socket: Socket, target: string): void {
  const known = answers.get(target)
  if (known !== undefined) return void socket.write(known)
  const query = new URLSearchParams(target.split('?', 2)[1])
  const every = Number(query.get('every'))
  const events = Number(query.get('events'))
  if (!(every > 0 && events > 0)) return void socket.write(unknown)
  socket.write(opening)
  streams.add({ socket, every, left: events - 1, due: performance.now() + every })
}

/** One clock for all streams: a timer for each would cost more than the writes. */
setInterval(() => {
  const now = performance.now()
  for (const stream of streams) {
    if (now < stream.due) continue
    stream.due += stream.every
    if (stream.left-- > 0) {
      stream.socket.write(event)
      continue
    }
    streams.delete(stream)
    stream.socket.write(closing)
  }
}, 1)

server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null) console.log(`listening http://127.0.0.1:${address.port}`)
})

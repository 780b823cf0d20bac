import { constants, performServerHandshake, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import type { Duplex } from 'node:stream'
import type { ClientLimits, ListenOptions } from '../app.ts'
import type { Http2Side } from './http2-side.ts'
import type { ListenerFacts } from './node-http.ts'
import { serveHttp2 } from './node-http2-exchange.ts'
import { endWhenIdle } from './node-http2-idle.ts'
import { takePreface } from './node-http2-preface.ts'

/**
 * The side of a `node:http` server that speaks HTTP/2, with Node's own `node:http2`, on the connections whose first
 * bytes turned out to be its preface. HTTP/1.1 connections never see it.
 */
export function nodeHttp2({ gateway, clients, doors, name, tls }: ListenOptions): Http2Side {
  const facts: ListenerFacts = { scheme: tls === undefined ? 'http' : 'https', doors, listener: name }
  const options = sessionOptions(clients)
  const sessions = new Set<ServerHttp2Session>()
  let closing = false

  function begin(socket: Duplex): void {
    const session = performServerHandshake(socket, options)
    sessions.add(session)
    session.on('close', () => sessions.delete(session))
    // What a client does wrong ends its session; unheard it would end the process.
    session.on('error', () => {})
    session.on('stream', (stream: ServerHttp2Stream, _headers, _flags, rawHeaders) => {
      // What node:http2 refuses to do on a stream that ends meanwhile ends no more than that stream.
      serveHttp2(gateway(), stream, rawHeaders, facts).catch((error: Error) => stream.destroy(error))
    })
    session.setLocalWindowSize(SESSION_WINDOW)
    endWhenIdle(session, socket, clients)
    if (closing) session.close()
  }

  return {
    take(error, socket) {
      if (!takePreface(error, socket)) return false
      begin(socket)
      return true
    },
    close() {
      closing = true
      return Promise.all([...sessions].map((session) => new Promise<void>((resolve) => session.close(resolve))))
    },
    destroy() {
      // Without an error the streams that are cut would end as if whole.
      for (const session of sessions) session.destroy(new Error('the server ends'), constants.NGHTTP2_INTERNAL_ERROR)
    },
  }
}

/** Streams at a time on one connection; clients hold the next ones back. */
const STREAMS_MAX = 100

/** What a client may send ahead of us, on a stream and on the whole connection. */
const STREAM_WINDOW = 256 * 1024
const SESSION_WINDOW = 1024 * 1024

/** In MB; full windows of all streams fit. Beyond it new streams are refused. */
const SESSION_MEMORY = 64

/** Node's own bounds on floods (pings, settings, resets, invalid frames) stay as they are. */
function sessionOptions({ maxHead }: ClientLimits) {
  return {
    settings: {
      maxConcurrentStreams: STREAMS_MAX,
      initialWindowSize: STREAM_WINDOW,
      maxHeaderListSize: maxHead,
      enablePush: false,
    },
    maxSessionMemory: SESSION_MEMORY,
    // Core counts header lines and says which bound it was; their bytes are bounded above.
    maxHeaderListPairs: maxHead >> 5,
    // A provider may repeat a header that should stand once; node:http2 would refuse to send it.
    strictSingleValueFields: false,
  }
}

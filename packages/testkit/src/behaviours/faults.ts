import type { Behaviours } from '../behaviour.ts'
import type { Reply } from '../reply.ts'

const CHUNKED = { 'content-type': 'text/plain', 'transfer-encoding': 'chunked' }
/** Long enough that a gateway has handed the first bytes on; a test that must be sure uses `?gate=`. */
const PAUSE_MS = 50

/** Connections that end, or never move, where they should not. */
export const faults: Behaviours = {
  'slow-head': async (_request, reply, call) => {
    await call.hold(1_000)
    await reply.json(200, { slow: true })
  },

  'no-head': () => {},

  'reset-before-head': async (_request, reply, call) => {
    await call.hold(0)
    reply.reset()
  },

  'fin-before-head': async (_request, reply, call) => {
    await call.hold(0)
    reply.close()
  },

  'half-head': async (_request, reply, call) => {
    await reply.raw('HTTP/1.1 200 OK\r\ncontent-type: text/pl')
    await call.hold(PAUSE_MS)
    finish(reply, call.text('then', 'fin'))
  },

  'reset-mid-length': async (_request, reply, call) => {
    reply.head(200, 'OK', { 'content-type': 'text/plain', 'content-length': '1000' })
    await reply.raw('only this')
    await call.hold(PAUSE_MS)
    reply.reset()
  },

  'fin-mid-length': async (_request, reply, call) => {
    reply.head(200, 'OK', { 'content-type': 'text/plain', 'content-length': '1000' })
    await reply.raw('only this')
    await call.hold(PAUSE_MS)
    reply.close()
  },

  'reset-mid-chunk': async (_request, reply, call) => {
    reply.head(200, 'OK', CHUNKED)
    await reply.chunk('one whole chunk')
    await reply.raw('64\r\nonly this')
    await call.hold(PAUSE_MS)
    reply.reset()
  },

  'fin-mid-chunk': async (_request, reply, call) => {
    reply.head(200, 'OK', CHUNKED)
    await reply.chunk('one whole chunk')
    await reply.raw('64\r\nonly this')
    await call.hold(PAUSE_MS)
    reply.close()
  },

  'fin-between-chunks': async (_request, reply, call) => {
    reply.head(200, 'OK', CHUNKED)
    await reply.chunk('one whole chunk')
    await call.hold(PAUSE_MS)
    reply.close()
  },

  'reset-until-eof': async (_request, reply, call) => {
    reply.head(200, 'OK', { 'content-type': 'text/plain' })
    await reply.raw('until a reset')
    await call.hold(PAUSE_MS)
    reply.reset()
  },

  'early-413': async (_request, reply, call) => {
    const closes = call.has('close')
    await reply.json(413, { error: 'too large' }, closes ? { connection: 'close' } : {})
  },

  'never-read': (_request, reply) => {
    reply.pauseReading()
  },

  'slow-read': async (request, reply, call) => {
    reply.pauseReading()
    await call.hold(500)
    reply.resumeReading()
    await request.body
    await reply.json(200, { bytes: request.content.length })
  },
}

function finish(reply: Reply, how: string): void {
  if (how === 'fin') reply.close()
  else if (how === 'reset') reply.reset()
}

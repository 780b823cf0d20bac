import type { Behaviour, Behaviours } from '../behaviour.ts'
import { delay } from '../wait.ts'

export const streams: Behaviours = {
  sse: events('text/event-stream; charset=utf-8', (index) => `data: {"index":${index}}\n\n`, 'data: [DONE]\n\n'),
  ndjson: events('application/x-ndjson', (index) => `{"index":${index}}\n`, ''),

  trailers: async (_request, reply) => {
    reply.head(200, 'OK', {
      'content-type': 'text/plain',
      'transfer-encoding': 'chunked',
      trailer: 'x-checksum, x-strange',
    })
    await reply.chunk('with trailers')
    await reply.endChunks({ 'X-Checksum': 'abc123', 'x-strange': 'caf\xe9' })
  },

  pause: async (_request, reply, call) => {
    reply.head(200, 'OK', { 'content-type': 'text/plain', 'transfer-encoding': 'chunked' })
    await reply.chunk('before')
    await call.hold(1_000)
    await reply.chunk('after')
    await reply.endChunks()
  },

  'silent-body': (_request, reply) => {
    reply.head(200, 'OK', { 'content-type': 'text/event-stream', 'transfer-encoding': 'chunked' })
    reply.chunk('data: first\n\n')
  },

  'until-eof': async (_request, reply, call) => {
    reply.head(200, 'OK', { 'content-type': 'text/plain', connection: 'close' })
    await reply.raw('until ')
    await call.hold(0)
    await reply.raw('the end')
    reply.close()
  },
}

/** `?n=` events, `?ms=` apart; with `?gate=NAME` all but the first wait for `upstream.open(NAME)`. */
function events(type: string, event: (index: number) => string, last: string): Behaviour {
  return async (_request, reply, call) => {
    const count = call.number('n', 3)
    reply.head(200, 'OK', {
      'content-type': type,
      'cache-control': 'no-cache',
      'transfer-encoding': 'chunked',
    })
    for (let index = 0; index < count; index++) {
      if (index === 1 && call.has('gate')) await call.hold(0)
      else if (index > 0) await delay(call.number('ms', 0))
      if (!(await reply.chunk(event(index)))) return
    }
    if (last !== '') await reply.chunk(last)
    await reply.endChunks()
  }
}

import type { Behaviours } from '../behaviour.ts'

export const informational: Behaviours = {
  'early-hints': async (_request, reply, call) => {
    reply.head(103, 'Early Hints', { link: '</style.css>; rel=preload; as=style' })
    await call.hold(20)
    await reply.json(200, { after: 103 })
  },

  'unasked-100': (_request, reply) => {
    reply.head(100, 'Continue')
    reply.json(200, { after: 100 })
  },

  'unasked-102': (_request, reply) => {
    reply.head(102, 'Processing')
    reply.json(200, { after: 102 })
  },

  'unasked-101': (_request, reply) => {
    reply.head(101, 'Switching Protocols', { connection: 'upgrade', upgrade: 'websocket' })
    reply.raw('no longer HTTP')
  },

  'ask-100': async (request, reply) => {
    if (request.header('expect') !== undefined) reply.head(100, 'Continue')
    await request.body
    await reply.json(200, { expect: request.header('expect') ?? '' })
  },
}

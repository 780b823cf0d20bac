import type { Behaviour, Behaviours } from '../behaviour.ts'

export const heads: Behaviours = {
  status: (_request, reply, call) => {
    const status = Number(call.args[0] ?? 200)
    const reason = call.text('reason', '')
    if (status === 204 || status === 304) {
      reply.head(status, reason || 'Status')
      reply.end()
    } else reply.send(status, JSON.stringify({ status }), { 'content-type': 'application/json' }, reason)
  },

  '204': (_request, reply) => {
    reply.head(204, 'No Content', { 'x-kind': 'empty' })
    reply.end()
  },

  '205': (_request, reply) => {
    reply.send(205, '', { 'x-kind': 'empty' })
  },

  '304': (_request, reply) => {
    reply.head(304, 'Not Modified', { etag: '"abc"', 'content-length': '1234' })
    reply.end()
  },

  redirect: (_request, reply, call) => {
    reply.send(Number(call.args[0] ?? 302), 'moved', {
      location: call.text('to', '/echo'),
      'content-type': 'text/plain',
    })
  },

  'head-with-length': (_request, reply) => {
    reply.send(200, 'y'.repeat(1_234), { 'content-type': 'text/plain' })
  },

  'head-without-length': (_request, reply) => {
    reply.head(200, 'OK', { 'content-type': 'text/plain' })
    reply.end()
  },

  'no-content-type': (_request, reply) => {
    reply.send(200, 'no type', {})
  },

  'set-cookies': (_request, reply) => {
    const cookies = ['a=1; Path=/', 'b=2; Expires=Wed, 09 Jun 2100 10:18:14 GMT', 'a=3']
    reply.json(200, {}, { 'Set-Cookie': cookies })
  },

  'dup-headers': (_request, reply) => {
    reply.json(200, {}, [
      ['Warning', '199 - "one"'],
      ['X-Twice', 'first'],
      ['Vary', 'accept'],
      ['Warning', '199 - "two"'],
      ['x-twice', 'second'],
      ['Vary', 'origin'],
    ])
  },

  latin1: (_request, reply) => {
    reply.json(200, {}, { 'X-Latin1': 'caf\xe9 \xa3\xff', 'X-Utf8': Buffer.from('naïve €').toString('latin1') })
  },

  'hop-by-hop': (_request, reply) => {
    reply.json(200, {}, [
      ['Connection', 'keep-alive, X-Named'],
      ['Keep-Alive', 'timeout=99'],
      ['X-Named', 'stops here'],
      ['Proxy-Authenticate', 'Basic realm="upstream"'],
      ['Proxy-Connection', 'keep-alive'],
      ['Upgrade', 'h2c'],
      ['X-End-To-End', 'passes'],
    ])
  },

  'forged-headers': (_request, reply) => {
    reply.json(200, {}, { 'x-strait-request-id': 'forged', 'X-Strait-Error': 'forged', 'x-strait-provider': 'forged' })
  },

  'repeat-credential': (request, reply) => {
    const named = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key'].map((name) => request.header(name))
    const credential = named.find((value) => value !== undefined) ?? 'none'
    reply.json(401, { error: { message: `Incorrect API key provided: ${credential}`, type: 'invalid_request_error' } })
  },

  'big-head': (_request, reply, call) => {
    const kilobytes = call.number('kb', 12)
    reply.json(200, {}, { 'x-big': 'b'.repeat(kilobytes * 1_024) })
  },

  'many-headers': (_request, reply, call) => {
    const lines = Array.from({ length: call.number('n', 80) }, (_, i): [string, string] => [`x-many-${i}`, `${i}`])
    reply.json(200, {}, lines)
  },

  'connection-close': closing('close'),
  'keep-alive': closing('keep-alive'),
}

function closing(connection: string): Behaviour {
  return (_request, reply) => {
    reply.json(200, { connection }, { connection })
  }
}

import type { Behaviour, Behaviours } from '../behaviour.ts'

/** Answers whose head or framing is wrong, sent as bytes. */
export const framing: Behaviours = {
  garbage: raw('this is not HTTP at all\r\n\r\n', true),
  'bad-status': raw('HTTP/1.1 2x0 OK\r\ncontent-length: 2\r\n\r\nok'),
  'bad-chunk': raw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nfirst\r\nzz\r\nbad\r\n0\r\n\r\n'),
  'long-chunk': raw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nfirst and more\r\n0\r\n\r\n'),
  'extra-bytes': raw(
    'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nx-smuggled: yes\r\ncontent-length: 8\r\n\r\nsmuggled',
  ),
  'both-lengths': raw(
    'HTTP/1.1 200 OK\r\ncontent-length: 99\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  ),
  'double-length': raw('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 2\r\n\r\nok'),
  'different-lengths': raw('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok!'),
  'bad-length': raw('HTTP/1.1 200 OK\r\ncontent-length: +2\r\n\r\nok'),
  'bare-lf': raw('HTTP/1.1 200 OK\r\nx-bare: a\ncontent-length: 2\r\n\r\nok', true),
  'folded-header': raw('HTTP/1.1 200 OK\r\nx-folded: one\r\n two\r\ncontent-length: 2\r\n\r\nok'),
  'nul-in-header': raw('HTTP/1.1 200 OK\r\nx-nul: a\0b\r\ncontent-length: 2\r\n\r\nok'),
  'space-before-colon': raw('HTTP/1.1 200 OK\r\nx-space : a\r\ncontent-length: 2\r\n\r\nok'),
  'http-1.0': raw('HTTP/1.0 200 OK\r\ncontent-type: text/plain\r\n\r\nfrom 1.0', true),
}

function raw(bytes: string, fin = false): Behaviour {
  return (_request, reply) => {
    reply.raw(bytes)
    if (fin) reply.close()
    else reply.end()
  }
}

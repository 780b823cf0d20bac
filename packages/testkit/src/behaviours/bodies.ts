import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import type { Behaviour, Behaviours } from '../behaviour.ts'
import type { Reply } from '../reply.ts'

/** What `/gzip`, `/br`, `/zstd` and `/deflate` hold once they are decompressed. */
export const COMPRESSED_TEXT: string = JSON.stringify({ words: 'the same words again and again '.repeat(200) })

const MEGABYTE = 1024 * 1024
const CHUNKED = ['transfer-encoding', 'chunked'] as const
const BLOCK = Buffer.alloc(65_536, 'strait-huge-')

export const bodies: Behaviours = {
  echo: async (request, reply) => {
    const body = await request.body
    const headers: [string, string][] = []
    for (const name of ['content-type', 'content-encoding']) {
      const value = request.header(name)
      if (value !== undefined) headers.push([name, value])
    }
    await reply.send(200, body, headers)
  },

  duplex: async (request, reply) => {
    reply.head(200, 'OK', { 'content-type': 'application/octet-stream', 'transfer-encoding': 'chunked' })
    request.onData((bytes) => reply.chunk(bytes))
    await request.body
    reply.end()
  },

  json: (_request, reply, call) => {
    const filler = 'x'.repeat(Math.max(0, call.number('bytes', 100) - '{"data":""}'.length))
    reply.json(200, { data: filler })
  },

  gzip: compressed('gzip', (bytes) => gzipSync(bytes)),
  br: compressed('br', (bytes) => brotliCompressSync(bytes)),
  zstd: compressed('zstd', (bytes) => zstdCompressSync(bytes)),
  deflate: compressed('deflate', (bytes) => deflateSync(bytes)),
  'broken-gzip': compressed('gzip', (bytes) => gzipSync(bytes).subarray(0, -12)),
  'unknown-coding': compressed('x-strange', (bytes) => bytes),

  huge: async (_request, reply, call) => {
    const bytes = call.number('mb', 1) * MEGABYTE
    const chunked = call.has('chunked')
    const [name, value] = chunked ? CHUNKED : (['content-length', `${bytes}`] as const)
    reply.head(200, 'OK', ['content-type', 'application/octet-stream', name, value])
    for (let left = bytes; left > 0; left -= BLOCK.length) {
      const block = left < BLOCK.length ? BLOCK.subarray(0, left) : BLOCK
      if (!(await (chunked ? reply.chunk(block) : reply.raw(block)))) return
    }
    reply.end()
  },
}

function compressed(coding: string, compress: (bytes: Buffer) => Buffer): Behaviour {
  return async (_request, reply, call) => {
    const body = compress(Buffer.from(COMPRESSED_TEXT))
    const headers: [string, string][] = [
      ['Content-Type', 'application/json'],
      ['Content-Encoding', coding],
    ]
    if (call.has('chunked')) await sendChunked(reply, body, headers)
    else await reply.send(200, body, headers)
  }
}

async function sendChunked(reply: Reply, body: Buffer, headers: [string, string][]): Promise<void> {
  reply.head(200, 'OK', [...headers, ['Transfer-Encoding', 'chunked']])
  const middle = body.length >> 1
  await reply.chunk(body.subarray(0, middle))
  await reply.chunk(body.subarray(middle))
  await reply.endChunks()
}

import { createServer } from 'node:http'

/** A collector that accepts all and keeps nothing but counts. */
export interface OtlpSink {
  readonly port: number
  /** While on, spans are counted; off, exports cost this process next to nothing. */
  counting: boolean
  /** Spans of kind SERVER: one for each exchange, however many spans an exchange has. */
  serverSpans: number
  close(): Promise<void>
}

export async function startOtlpSink(): Promise<OtlpSink> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => {
      if (sink.counting) chunks.push(chunk)
    })
    request.on('end', () => {
      if (sink.counting) sink.serverSpans += serverSpansIn(Buffer.concat(chunks))
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const sink: OtlpSink = {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    counting: false,
    serverSpans: 0,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      return closed
    },
  }
  return sink
}

const SERVER_KIND = 2

/** ExportTraceServiceRequest.resource_spans (1) → scope_spans (2) → spans (2) → kind (6). */
export function serverSpansIn(bytes: Buffer): number {
  let count = 0
  for (const resource of messages(bytes, 1)) {
    for (const scope of messages(resource, 2)) {
      for (const span of messages(scope, 2)) if (varintField(span, 6) === SERVER_KIND) count++
    }
  }
  return count
}

function* messages(bytes: Buffer, wanted: number): Generator<Buffer> {
  for (const { field, value } of fields(bytes)) if (field === wanted && typeof value === 'object') yield value
}

function varintField(bytes: Buffer, wanted: number): number | undefined {
  for (const { field, value } of fields(bytes)) if (field === wanted && typeof value === 'number') return value
  return undefined
}

/** The fields of a protobuf message: numbers and byte strings; fixed-size ones are stepped over. */
function* fields(bytes: Buffer): Generator<{ field: number; value: number | Buffer }> {
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] ?? 0
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
  }
  while (at < bytes.length) {
    const tag = varint()
    const field = Math.floor(tag / 8)
    switch (tag % 8) {
      case 0:
        yield { field, value: varint() }
        break
      case 1:
        at += 8
        break
      case 2: {
        const length = varint()
        yield { field, value: bytes.subarray(at, at + length) }
        at += length
        break
      }
      case 5:
        at += 4
        break
      default:
        throw new Error('not protobuf')
    }
  }
}

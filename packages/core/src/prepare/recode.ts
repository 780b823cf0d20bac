import { GatewayError } from '../errors.ts'
import { concat } from '../web/bytes.ts'

/** Codings of a body that every runtime can take off and put on again, by their names in `content-encoding`. */
const FORMATS: ReadonlyMap<string, 'gzip' | 'deflate'> = new Map([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
])

/** A way to look into a compressed body and to pack it again in the same coding. */
export interface Recoding {
  /** `too_large`: unpacked it has more than so many bytes. */
  unpack(packed: Uint8Array, most: number): Promise<Uint8Array | 'too_large'>
  pack(plain: Uint8Array): Promise<Uint8Array>
}

/** undefined where the coding is none that can be undone here. */
export function recodingOf(encoding: string): Recoding | undefined {
  const format = FORMATS.get(encoding.trim().toLowerCase())
  if (format === undefined) return undefined
  return {
    async unpack(packed, most) {
      try {
        return await through(packed, new DecompressionStream(format), most)
      } catch (cause) {
        throw new GatewayError('override_not_json', { detail: `The body is not ${format}, as its head says.`, cause })
      }
    },
    pack: (plain) => through(plain, new CompressionStream(format), Infinity) as Promise<Uint8Array>,
  }
}

async function through(
  bytes: Uint8Array,
  stream: DecompressionStream | CompressionStream,
  most: number,
): Promise<Uint8Array | 'too_large'> {
  const writer = stream.writable.getWriter()
  // Told by the reading end as well: a rejection here must not go unheard.
  writer.write(bytes as Uint8Array<ArrayBuffer>).catch(() => {})
  writer.close().catch(() => {})
  const parts: Uint8Array[] = []
  let size = 0
  const reader = stream.readable.getReader()
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    size += piece.value.length
    if (size > most) {
      await reader.cancel()
      return 'too_large'
    }
    parts.push(piece.value)
  }
  return concat(parts)
}

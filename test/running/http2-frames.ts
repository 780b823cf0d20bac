const HEADERS = 1
const RST_STREAM = 3
const SETTINGS = 4
const END_HEADERS = 4

/** RFC 9113 3.4: the preface and the empty SETTINGS that a client begins with. */
export const PREFACE: Uint8Array = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  frame(SETTINGS, 0, 0, Buffer.alloc(0)),
])

/** The head of an upload on stream 1, in HPACK without its dynamic table (RFC 7541 6). */
export function uploadHead(path: string, headers: Readonly<Record<string, string>>): Uint8Array {
  const lines = Object.entries(headers).map(([name, value]) => [Buffer.from([0]), text(name), text(value)])
  // From the static table: `:method: POST`, `:scheme: http`, the names of `:authority` and `:path`.
  const pseudo = [Buffer.from([0x83, 0x86, 0x01]), text('127.0.0.1'), Buffer.from([0x04]), text(path)]
  return frame(HEADERS, END_HEADERS, 1, Buffer.concat([...pseudo, ...lines.flat()]))
}

export function dataFrame(bytes: Uint8Array): Uint8Array {
  return frame(0, 0, 1, bytes)
}

export function resetFrame(code: number): Uint8Array {
  return frame(RST_STREAM, 0, 1, Buffer.from([0, 0, 0, code]))
}

function frame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  if (bytes.length > 126) throw new Error('a string of more than one length byte')
  return Buffer.concat([Buffer.from([bytes.length]), bytes])
}

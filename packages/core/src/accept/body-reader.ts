export type BodySource = Uint8Array | AsyncIterable<Uint8Array> | undefined

/** Whatever a server hands in, pulled piece by piece. */
export interface BodyReader {
  /** undefined at the end. */
  read(): Promise<Uint8Array | undefined>
  /** Nobody reads the rest. */
  cancel(): void
}

export function readerOf(source: AsyncIterable<Uint8Array>): BodyReader {
  if ('getReader' in source) return streamReader(source as unknown as ReadableStream<Uint8Array>)
  const iterator = source[Symbol.asyncIterator]()
  return {
    async read() {
      const step = await iterator.next()
      return step.done ? undefined : step.value
    },
    // Not `return()`: on a node:http request it closes the socket, and with it goes the answer to be written. The
    // server has the connection and knows what to do with the rest.
    cancel() {},
  }
}

function streamReader(stream: ReadableStream<Uint8Array>): BodyReader {
  const reader = stream.getReader()
  return {
    async read() {
      const step = await reader.read()
      return step.done ? undefined : step.value
    },
    cancel() {
      reader.cancel().catch(() => {})
    },
  }
}

import type { UpstreamRequest } from '@strait/core'

export interface FetchUpload {
  readonly stream: ReadableStream<Uint8Array>
  /** Every byte has been taken. */
  readonly done: boolean
  /** Nothing more is pulled. */
  stop(): void
}

type Source = Pick<Extract<UpstreamRequest['body'], { kind: 'stream' }>, 'chunks' | 'length'>

/** A request's body as the stream that `fetch` pulls; one that is shorter or longer than announced breaks it. */
export function fetchUpload({ chunks, length }: Source, onProgress: () => void): FetchUpload {
  const iterator = chunks[Symbol.asyncIterator]()
  let left = length ?? Number.POSITIVE_INFINITY
  let done = false

  async function next(): Promise<Uint8Array | undefined> {
    while (true) {
      const step = await iterator.next()
      if (step.done === true) break
      left -= step.value.length
      if (left < 0) throw new Error('the body is longer than was announced')
      if (step.value.length > 0) return step.value
    }
    if (length !== undefined && left > 0) throw new Error('the body is shorter than was announced')
    return undefined
  }

  function stop(): void {
    if (done) return
    done = true
    void iterator.return?.().then(undefined, () => {})
  }

  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = await next()
        if (chunk === undefined) {
          done = true
          controller.close()
          return
        }
        controller.enqueue(chunk)
        onProgress()
      },
      cancel: stop,
    },
    { highWaterMark: 0 },
  )
  return {
    stream,
    stop,
    get done() {
      return done
    },
  }
}

/** Bytes that are there already, as chunks. */
export async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes
}

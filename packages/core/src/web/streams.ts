import type { Flow } from './flow.ts'

/** How much may wait in a stream before its source is held back. */
const HIGH_WATER = 64 * 1024

/** A flow as a ReadableStream, for servers that speak Fetch. Backpressure goes through: no `tee`, no buffering. */
export function toReadableStream(flow: Flow): ReadableStream<Uint8Array> {
  let paused = false
  let over = false
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        flow.read({
          data(chunk) {
            if (over) return
            controller.enqueue(chunk)
            if ((controller.desiredSize ?? 0) <= 0 && !paused) {
              paused = true
              flow.pause()
            }
          },
          end() {
            if (over) return
            over = true
            controller.close()
          },
          fail(error) {
            if (over) return
            over = true
            controller.error(error)
          },
        })
      },
      pull() {
        if (!paused) return
        paused = false
        flow.resume()
      },
      cancel(reason) {
        over = true
        flow.cancel(reason)
      },
    },
    { highWaterMark: HIGH_WATER, size: (chunk) => chunk?.byteLength ?? 0 },
  )
}

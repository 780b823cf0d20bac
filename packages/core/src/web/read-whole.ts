import { concat, copyOf } from './bytes.ts'
import type { Cancel } from './cancel.ts'
import type { Flow } from './flow.ts'

/** An answer's whole body, where it is small. `cut`: it ended early, or the line was pulled. */
export function readWhole(
  body: Uint8Array | Flow | undefined,
  most: number,
  cancel: Cancel,
): Promise<Uint8Array | 'too_large' | 'cut'> {
  const parts: Uint8Array[] = []
  if (body === undefined) return Promise.resolve(concat(parts))
  if (body instanceof Uint8Array) return Promise.resolve(body.length > most ? 'too_large' : body)
  return new Promise((resolve) => {
    let size = 0
    let over = false
    let release = () => {}
    const end = (result: Uint8Array | 'too_large' | 'cut') => {
      if (over) return
      over = true
      release()
      if (result === 'too_large' || cancel.pulled) body.cancel(cancel.reason)
      resolve(result)
    }
    release = cancel.listen(() => end('cut'))
    if (over) return
    body.read({
      data(chunk) {
        size += chunk.length
        if (size > most) end('too_large')
        else if (!over) parts.push(copyOf(chunk))
      },
      end: () => end(concat(parts)),
      fail: () => end('cut'),
    })
  })
}

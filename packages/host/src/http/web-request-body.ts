import type { Arrival, Fields } from '@strait/core'

/** Up to this length a body is held as bytes; larger ones stream. */
const HELD_MAX = 64 * 1024

/** How long a held body may take before the request goes on without it; the body follows in one piece. */
const SOON_MS = 5

/**
 * The body as bytes where it is small and comes at once, else as a stream. Bun gives bytes for a fraction of what
 * a stream costs it; asking for both is not possible, so a small body that comes slowly follows whole.
 */
export async function requestBody(request: Request, fields: Fields): Promise<Arrival['body']> {
  const { body } = request
  if (body === null) return undefined
  const length = Number(fields.get('content-length') ?? Number.NaN)
  if (length === 0) return undefined
  if (!(length <= HELD_MAX)) return body
  const whole = request.arrayBuffer().then((buffer) => new Uint8Array(buffer))
  let here: Uint8Array | undefined
  whole.then(
    (bytes) => {
      here = bytes
    },
    // Told to whoever reads it.
    () => {},
  )
  for (let turn = 0; turn < 3 && here === undefined; turn++) await undefined
  return here ?? (await soon(whole)) ?? later(whole)
}

function soon(whole: Promise<Uint8Array>): Promise<Uint8Array | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), SOON_MS)
    const settle = (bytes?: Uint8Array) => {
      clearTimeout(timer)
      resolve(bytes)
    }
    whole.then(settle, () => settle())
  })
}

async function* later(whole: Promise<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  yield await whole
}

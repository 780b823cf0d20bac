import type { Arrival, Fields } from '@strait/core'

/** Up to this length a body is held as bytes; larger ones stream. */
const HELD_MAX = 64 * 1024

/** How long a held body may take before the request goes on without it, at least; it then follows in one piece. */
const SOON_MS = 5

/**
 * The body as bytes where it is small and comes at once, else as a stream. Bun gives bytes for a fraction of what
 * a stream costs it; asking for both is not possible, so a small body that comes slowly follows whole.
 */
export function requestBody(request: Request, fields: Fields): Arrival['body'] | Promise<Arrival['body']> {
  const length = Number(fields.get('content-length') ?? Number.NaN)
  if (length === 0) return undefined
  // Asking for the stream makes one. The body of a GET is one that Bun hides.
  if (!(length <= HELD_MAX) || request.method === 'GET' || request.method === 'HEAD') return request.body ?? undefined
  return soon(request.arrayBuffer())
}

/** Each ends its wait with what will come later, unless the body has come. */
let young: (() => void)[] = []
let old: (() => void)[] = []
let ticking = false

/** One timer for all that wait: every small request does, because Bun reads its body only after its head was handled. */
function soon(whole: Promise<ArrayBuffer>): Promise<Arrival['body']> {
  return new Promise((resolve) => {
    let waits = true
    // What it fails with is told to whoever reads it.
    const giveUp = () => {
      if (waits) resolve(later(whole))
      waits = false
    }
    whole.then((buffer) => {
      waits = false
      resolve(new Uint8Array(buffer))
    }, giveUp)
    young.push(giveUp)
    if (ticking) return
    ticking = true
    setTimeout(tick, SOON_MS)
  })
}

function tick(): void {
  const late = old
  old = young
  young = []
  for (const giveUp of late) giveUp()
  ticking = old.length > 0
  if (ticking) setTimeout(tick, SOON_MS)
}

async function* later(whole: Promise<ArrayBuffer>): AsyncGenerator<Uint8Array, void, undefined> {
  yield new Uint8Array(await whole)
}

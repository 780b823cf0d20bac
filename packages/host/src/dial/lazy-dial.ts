import type { Dial, Dialing } from '@strait/wire'

/** A dial whose code is loaded with the first connection: where nothing is called, nothing of it is there. */
export function lazyDial(load: () => Promise<Dial>): Dial {
  let loaded: Dial | undefined
  return (request, handler) => {
    if (loaded !== undefined) return loaded(request, handler)
    let dialing: Dialing | undefined
    let aborted = false
    load().then(
      (dial) => {
        loaded = dial
        if (!aborted) dialing = dial(request, handler)
      },
      (cause) => {
        if (!aborted) handler.failed({ code: 'failed', cause })
      },
    )
    return {
      abort() {
        aborted = true
        dialing?.abort()
      },
    }
  }
}

import type { DialFailure, Dialing, DialRequest, SocketHandler } from '@strait/wire'

/**
 * An address that has not answered after this long makes room for the next; the last one has all the time the
 * caller gives. RFC 8305 starts the next after 250 ms beside the first; here the first is given up, so it may be
 * twice as far away.
 */
export const ATTEMPT_TIMEOUT = 500

/** One try at one address: reports how it failed before TCP stood (then the next is tried), or tells it through. */
export type Attempt = (address: string, unconnected: (failure: DialFailure) => void, connected: () => void) => Dialing

/**
 * Tries the addresses of a dial one after the other; the handler hears of the last when none could be connected to.
 * Without addresses there is the host alone: whoever connects resolves the name, and has happy eyeballs of its own.
 */
export function inTurn(
  { host, addresses = [host] }: Pick<DialRequest, 'host' | 'addresses'>,
  handler: Pick<SocketHandler, 'failed'>,
  attempt: Attempt,
  patience = ATTEMPT_TIMEOUT,
): Dialing {
  let current: Dialing | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const next = (index: number): void => {
    const address = addresses[index]
    if (address === undefined) {
      handler.failed({ code: 'unresolved', cause: new Error('no address to connect to') })
      return
    }
    const last = index === addresses.length - 1
    let over = false
    const go = (failure: DialFailure): void => {
      if (over) return
      over = true
      clearTimeout(timer)
      if (last) handler.failed(failure)
      else next(index + 1)
    }
    if (!last) {
      timer = setTimeout(() => {
        current?.abort()
        go({ code: 'unreachable', cause: undefined })
      }, patience)
    }
    const dialing = attempt(address, go, () => clearTimeout(timer))
    // It may have failed at once: then the next is current already.
    if (!over) current = dialing
  }
  next(0)
  return {
    abort() {
      clearTimeout(timer)
      current?.abort()
    },
  }
}

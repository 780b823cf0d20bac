import { Body } from '../../accept/body.ts'
import type { Admitted } from '../../exchange.ts'
import { fork } from '../../fork.ts'
import type { Cancel } from '../../web/cancel.ts'

/**
 * The exchange of whoever asked first, for a call that may outlive it: its life line is the call's own, and so is
 * its body, which has been read whole. What is told of the call is told of the first.
 */
export function flightExchange(first: Admitted, cancel: Cancel, body: Uint8Array): Admitted {
  const { arrival } = first
  const { interim: _, ...others } = arrival
  const source = first.body.present ? body : undefined
  return fork(first, {
    cancel,
    // What comes before the answer would reach the first alone, who may have left.
    arrival: { ...others, cancel },
    body: new Body(source, first.body.length, { max: body.length }),
    taps: [],
    undo: [],
  })
}

/** Gives back what was taken for the call. What fails there is nobody's trouble any more. */
export function closeFlight({ undo, body }: Admitted): void {
  for (let call = undo.pop(); call !== undefined; call = undo.pop()) {
    try {
      call()
    } catch {
      // The others still get their turn.
    }
  }
  body.discard()
}

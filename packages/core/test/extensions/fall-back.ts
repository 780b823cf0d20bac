import type { Answer, Sender } from '../../src/index.ts'

/** A tree of two: the first is tried twice, then the second, where trying again is safe. */
export function fallBack(first: Sender, second: Sender): Sender {
  return async (exchange, kit) => {
    for (const sender of [first, first]) {
      const outcome = await sender(exchange, kit)
      const failed = outcome.kind === 'failed' ? outcome.delivered === 'no' : outcome.answer.status >= 500
      if (!failed || !exchange.body.replayable) return outcome
      if (outcome.kind === 'answer') discard(outcome.answer.body)
    }
    return second(exchange, kit)
  }
}

function discard(body: Answer['body']): void {
  if (body === undefined || body instanceof Uint8Array) return
  body.cancel(new Error('the next target answers'))
}

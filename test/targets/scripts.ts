import type { HeaderInput, ReceivedRequest, Reply, Script } from '@strait/testkit'

/*
 * What a target does with a request. All but those that say otherwise read the whole body first, so that an answer is
 * never early by chance.
 */

export function says(status: number, body = '{}', headers: HeaderInput = { 'content-type': 'text/plain' }): Script {
  return async (request, reply) => {
    await request.body
    await reply.send(status, body, headers)
  }
}

/** One after the other; the last for all that follow. */
export function inTurn(...all: readonly [Script, ...Script[]]): Script {
  let next = 0
  return (request, reply) => (all[Math.min(next++, all.length - 1)] as Script)(request, reply)
}

/** The connection breaks when all of the request is there. */
export const resets: Script = async (request, reply) => {
  await request.body
  reply.reset()
}

/** It takes the request, and that is all. */
export const hangs: Script = () => {}

/** Waits for the promise, and does what it says then. */
export function held(until: Promise<unknown>, then: Script): Script {
  return async (request: ReceivedRequest, reply: Reply) => {
    await request.body
    await until
    if (!reply.gone) await then(request, reply)
  }
}

import { type Behaviour, type Behaviours, Call, type Gates } from './behaviour.ts'
import { bodies } from './behaviours/bodies.ts'
import { faults } from './behaviours/faults.ts'
import { framing } from './behaviours/framing.ts'
import { heads } from './behaviours/heads.ts'
import { informational } from './behaviours/informational.ts'
import { streams } from './behaviours/streams.ts'
import type { ReceivedRequest } from './received-request.ts'
import type { Reply } from './reply.ts'

/** Every ready-made behaviour by its name; the README says what each does. */
export const behaviours: Behaviours = { ...bodies, ...faults, ...framing, ...heads, ...informational, ...streams }

/**
 * The first path segment that names a behaviour chooses it, whatever base path a gateway put in front; what
 * follows are its arguments. Any other path gets a small JSON answer.
 */
export async function behave(request: ReceivedRequest, reply: Reply, gates: Gates): Promise<void> {
  const segments = request.path.split('/')
  const at = segments.findIndex((segment) => Object.hasOwn(behaviours, segment))
  if (at < 0) {
    await reply.json(200, { object: 'unscripted', method: request.method, target: request.target })
    return
  }
  const call = new Call(segments.slice(at + 1), request.query, gates)
  await (behaviours[segments[at] as string] as Behaviour)(request, reply, call)
}

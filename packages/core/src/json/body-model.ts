import { lookAtBody, mayBeJson, type Readable } from './look-at-body.ts'
import { readModel } from './read-model.ts'

/**
 * How far to look, in steps: most SDKs write the model first, some behind the messages. What comes later than the last
 * is not waited for: by then the upstream could have been reading.
 */
const STEPS = [4096, 65_536, 1_048_576] as const

/**
 * The model that the body names, without taking the body; a promise only where the client has yet to send it. `most`
 * bytes are looked at, at last, where nothing can be done without the model.
 */
export function bodyModel(request: Readable, most = 0): string | undefined | Promise<string | undefined> {
  if (!mayBeJson(request)) return undefined
  return lookAtBody(request, most === 0 ? STEPS : [...STEPS, most], readModel)
}

import { goneError } from '../../errors.ts'
import type { Cancel } from '../../web/cancel.ts'

/** The promise for one who may leave before it: then it rejects at once, and what was promised goes on for the others. */
export function unlessGone<T>(promise: Promise<T>, cancel: Cancel): Promise<T> {
  return new Promise((resolve, reject) => {
    const release = cancel.listen((reason) => reject(goneError(reason)))
    promise.then(resolve, reject).finally(release)
  })
}

import { after } from '../web/after.ts'
import type { Fields } from '../web/fields.ts'

/** A request whose body can be looked at without being taken. */
export interface Readable {
  readonly arrival: { readonly fields: Fields }
  readonly body: Peekable
}

interface Peekable {
  readonly present: boolean
  peek(limit: number): Peek | Promise<Peek>
}

interface Peek {
  readonly bytes: Uint8Array
  readonly whole: boolean
}

/** Whether there is a body in which JSON may be read as it stands. */
export function mayBeJson({ arrival: { fields }, body }: Readable): boolean {
  return body.present && isPlain(fields.get('content-encoding')) && saysJson(fields.get('content-type'))
}

/**
 * Looks further and further into the body, without taking it, until `read` answers; undefined where it does not by the
 * last of the limits or the end of the body. A promise only where the client has yet to send what is asked for.
 */
export function lookAtBody<T>(
  { body }: Readable,
  limits: readonly number[],
  read: (bytes: Uint8Array, whole: boolean) => T | undefined,
): T | undefined | Promise<T | undefined> {
  return lookFrom(body, limits, 0, read)
}

function lookFrom<T>(
  body: Peekable,
  limits: readonly number[],
  step: number,
  read: (bytes: Uint8Array, whole: boolean) => T | undefined,
): T | undefined | Promise<T | undefined> {
  const limit = limits[step]
  if (limit === undefined) return undefined
  const see = ({ bytes, whole }: Peek) => {
    const answer = read(bytes, whole)
    return answer !== undefined || whole ? answer : lookFrom(body, limits, step + 1, read)
  }
  return after(body.peek(limit), see)
}

function isPlain(encoding = 'identity'): boolean {
  return encoding.trim().toLowerCase() === 'identity'
}

/** curl calls what it sends a form unless told otherwise. */
function saysJson(type = 'application/json'): boolean {
  return /json|^application\/x-www-form-urlencoded/i.test(type)
}

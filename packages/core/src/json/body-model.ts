import type { Fields } from '../web/fields.ts'
import { readModel } from './read-model.ts'

/** A request whose body can be looked at without being taken. */
interface Readable {
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

/**
 * How far to look, in steps: most SDKs write the model first, some behind the messages. What comes later than the last
 * is not waited for: by then the upstream could have been reading.
 */
const STEPS = [4096, 65_536, 1_048_576] as const

/**
 * The model that the body names, without taking the body; a promise only where the client has yet to send it. `most`
 * bytes are looked at, at last, where nothing can be done without the model.
 */
export function bodyModel(
  { arrival: { fields }, body }: Readable,
  most = 0,
): string | undefined | Promise<string | undefined> {
  if (!body.present || !isPlain(fields.get('content-encoding')) || !mayBeJson(fields.get('content-type'))) {
    return undefined
  }
  return look(body, 0, most)
}

function look(body: Peekable, step: number, most: number): string | undefined | Promise<string | undefined> {
  const limit = STEPS[step] ?? (step === STEPS.length ? most : 0)
  if (limit === 0) return undefined
  const seen = body.peek(limit)
  return seen instanceof Promise ? seen.then((peek) => read(peek, body, step, most)) : read(seen, body, step, most)
}

function read(
  { bytes, whole }: Peek,
  body: Peekable,
  step: number,
  most: number,
): string | undefined | Promise<string | undefined> {
  const model = readModel(bytes)
  return model !== undefined || whole ? model : look(body, step + 1, most)
}

function isPlain(encoding = 'identity'): boolean {
  return encoding.trim().toLowerCase() === 'identity'
}

/** curl calls what it sends a form unless told otherwise. */
function mayBeJson(type = 'application/json'): boolean {
  return /json|^application\/x-www-form-urlencoded/i.test(type)
}

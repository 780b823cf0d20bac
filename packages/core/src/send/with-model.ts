import type { Admitted } from '../exchange.ts'
import { OPEN_BRACE } from '../json/bytes.ts'
import { Cursor } from '../json/cursor.ts'
import { lookAtBody, mayBeJson } from '../json/look-at-body.ts'
import { replaceModel } from '../json/replace-model.ts'
import type { Sender } from '../plan.ts'
import { after } from '../web/after.ts'
import { inTurn } from './override.ts'
import type { Target } from './target.ts'

/** The first byte nearly always tells; what has only space by the last of these is held. */
const BEGINNINGS = [1, 64, 4096] as const

/** A target that gets another name for the model than the caller wrote. Only JSON objects are held for it. */
export function withModel(
  target: Target,
  nameFor: (model: string) => string | undefined,
  sender: (target: Target) => Sender,
): Sender {
  const asSent = sender(target)
  const edit = inTurn(target.edit, (whole) => replaceModel(whole, nameFor))
  const renamed = sender({ ...target, edit })
  const upgraded = sender({ ...target, queryModel: nameFor })
  return (exchange, kit) => {
    if (exchange.arrival.kind === 'upgrade') return upgraded(exchange, kit)
    if (!mayBeObject(exchange)) return asSent(exchange, kit)
    const isObject = lookAtBody(exchange, BEGINNINGS, beginsObject)
    return after(isObject, (is = true) => (is ? renamed : asSent)(exchange, kit))
  }
}

/** What a model may be read in, without lines of JSON: they are no object, and each may wait for an answer. */
function mayBeObject(exchange: Admitted): boolean {
  return mayBeJson(exchange) && !/jsonl|ndjson/i.test(exchange.arrival.fields.get('content-type') ?? '')
}

/** curl calls all that it sends a form: an upload of any size goes on as it comes, unless it begins as an object does. */
function beginsObject(bytes: Uint8Array, whole: boolean): boolean | undefined {
  const cursor = new Cursor(bytes)
  const begun = cursor.mark()
  cursor.space()
  return begun && !cursor.atEnd ? cursor.byte(OPEN_BRACE) : whole ? false : undefined
}

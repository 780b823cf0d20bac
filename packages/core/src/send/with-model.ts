import { replaceModel } from '../json/replace-model.ts'
import type { Sender } from '../plan.ts'
import { isJsonBody } from './json-body.ts'
import type { Target } from './target.ts'

/** A target that gets another name for the model than the caller wrote. Only JSON bodies are held for it. */
export function withModel(
  target: Target,
  nameFor: (model: string) => string | undefined,
  sender: (target: Target) => Sender,
): Sender {
  const asSent = sender(target)
  const renamed = sender({ ...target, edit: (whole) => replaceModel(whole, nameFor) })
  return (exchange, kit) => (isJsonBody(exchange) ? renamed : asSent)(exchange, kit)
}

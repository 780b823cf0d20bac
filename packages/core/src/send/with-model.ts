import { replaceModel } from '../json/replace-model.ts'
import type { Sender } from '../plan.ts'
import { isJsonBody } from './json-body.ts'
import { inTurn } from './override.ts'
import type { Target } from './target.ts'

/** A target that gets another name for the model than the caller wrote. Only JSON bodies are held for it. */
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
    return (isJsonBody(exchange) ? renamed : asSent)(exchange, kit)
  }
}

import { GatewayError } from '../errors.ts'
import type { Admitted } from '../exchange.ts'
import { bodyModel } from '../json/body-model.ts'
import type { Sender } from '../plan.ts'
import { detect } from '../providers/detect.ts'
import type { Provider } from '../providers/provider.ts'
import { queryModel } from '../providers/query-model.ts'
import type { StarPattern } from '../web/star-pattern.ts'
import type { Outcome } from './outcome.ts'

export interface ModelChoice {
  readonly model: StarPattern
  readonly send: Sender
}

export interface ModelTable {
  readonly choices: readonly ModelChoice[]
  /** For a request that names no model. */
  readonly withoutModel: Sender | undefined
  /** Whose paths may name the model; the first that knows the path decides. */
  readonly providers: readonly Provider[]
}

/** The model decides, as path or JSON body name it, or a WebSocket's query; the most specific name wins, whatever the order. */
export function byModel({ choices, withoutModel, providers }: ModelTable): Sender {
  const inOrder = choices.toSorted(bySpecificity)

  function choose(model: string | undefined): Sender {
    const chosen = model === undefined ? undefined : inOrder.find((each) => each.model.match(model) !== undefined)
    if (chosen !== undefined) return chosen.send
    if (model === undefined && withoutModel !== undefined) return withoutModel
    throw refusal(model, choices)
  }

  return (exchange, kit): Outcome | Promise<Outcome> => {
    const model =
      modelInPath(exchange, providers) ?? queryModel(exchange) ?? bodyModel(exchange, kit.plan.bounds.editedBody)
    if (model instanceof Promise) return model.then((late) => choose(late)(exchange, kit))
    return choose(model)(exchange, kit)
  }
}

function bySpecificity({ model: a }: ModelChoice, { model: b }: ModelChoice): number {
  if (a.exact !== b.exact) return a.exact ? -1 : 1
  return b.literal - a.literal
}

function modelInPath({ arrival: { method }, path, match }: Admitted, providers: readonly Provider[]) {
  for (const provider of providers) {
    const { model } = detect(provider, method, match.rest || path)
    if (model !== undefined) return model
  }
  return undefined
}

function refusal(model: string | undefined, choices: readonly ModelChoice[]): GatewayError {
  const names = choices.map((each) => each.model.text).join(', ')
  return model === undefined
    ? new GatewayError('model_missing', {
        detail: `The model decides where this request goes, and it names none. There are ${names}.`,
      })
    : new GatewayError('model_unknown', {
        detail: `This gateway has no such model. There are ${names}.`,
      })
}

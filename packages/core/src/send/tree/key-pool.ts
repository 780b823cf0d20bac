import type { Admitted } from '../../exchange.ts'
import { bodyModel } from '../../json/body-model.ts'
import type { Kit } from '../../kit.ts'
import type { Sender } from '../../plan.ts'
import { detect } from '../../providers/detect.ts'
import type { Provider } from '../../providers/provider.ts'
import { queryModel } from '../../providers/query-model.ts'
import { after } from '../../web/after.ts'
import type { StarPattern } from '../../web/star-pattern.ts'
import type { Outcome } from '../outcome.ts'
import { type Balance, balance } from './balance.ts'
import { type Branch, weighty } from './branch.ts'
import type { Tree } from './tree.ts'

export interface PooledKey {
  readonly branch: Branch
  /** undefined: for all models. */
  readonly models: readonly StarPattern[] | undefined
}

/** The model that goes upstream where that is not the one that query or body name. */
export type SentModel = (asked: string | undefined, exchange: Admitted) => string | undefined

interface Models {
  readonly provider: Provider
  readonly model: SentModel | undefined
}

/** Several keys of one provider: those that the model may use share the load, and one that is used up rests. */
export function keyPool(keys: readonly PooledKey[], models: Models, policy: Balance, tree: Tree): Sender {
  const all = balance(
    keys.map(({ branch }) => branch),
    policy,
    tree,
  )
  if (keys.every(({ models }) => models === undefined)) return all
  // By which of them may be used: there are as many as there are kinds of models, not as models.
  const known = new Map<string, Sender>()

  function sendFor(model: string | undefined): Sender {
    const fit = keys.map(({ models }) => models === undefined || model === undefined || mayUse(model, models))
    const id = fit.map(Number).join('')
    let send = known.get(id)
    if (send === undefined) {
      const branches = keys.filter((_, i) => fit[i]).map(({ branch }) => branch)
      send = weighty(branches).length === 0 ? () => NO_KEY : balance(branches, policy, tree)
      known.set(id, send)
    }
    return send
  }

  return (exchange, kit) => {
    const model = modelOf(exchange, models, kit)
    if (model instanceof Promise) return model.then((late) => sendFor(late)(exchange, kit))
    return sendFor(model)(exchange, kit)
  }
}

function mayUse(model: string, patterns: readonly StarPattern[]): boolean {
  return patterns.some((pattern) => pattern.match(model) !== undefined)
}

/** Another target may have one. */
const NO_KEY: Outcome = { kind: 'failed', code: 'no_key_for_model', delivered: 'no' }

function modelOf(
  exchange: Admitted,
  { provider, model: sent = (asked) => asked }: Models,
  { plan }: Kit,
): string | undefined | Promise<string | undefined> {
  const { model } = detect(provider, exchange.arrival.method, exchange.match.rest || exchange.path)
  if (model !== undefined) return model
  const asked = queryModel(exchange) ?? bodyModel(exchange, plan.bounds.editedBody)
  return after(asked, (known) => sent(known, exchange))
}

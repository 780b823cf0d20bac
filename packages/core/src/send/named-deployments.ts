import { replaceModel } from '../json/replace-model.ts'
import type { Sender } from '../plan.ts'
import { type Deployments, deploymentFor } from '../prepare/own-path.ts'
import { isJsonBody } from './json-body.ts'
import type { BodyEdit, Target } from './target.ts'
import { toTarget } from './to-target.ts'

/**
 * A target whose deployments have other names in the config. Where the path names one, that is all there is to do;
 * else the JSON body does, in `model`, and only then is it read whole.
 */
export function namedDeployments(target: Target, deployments: Deployments): Sender {
  const asSent = toTarget(target)
  const edited = toTarget({ ...target, edit: editOf(target.edit, deployments) })
  return (exchange, kit) => {
    const inBody = isJsonBody(exchange) && !deployments.inPath.test(exchange.match.rest)
    return (inBody ? edited : asSent)(exchange, kit)
  }
}

function editOf(before: BodyEdit | undefined, deployments: Deployments): BodyEdit {
  return (whole) => {
    const given = before?.(whole)
    return replaceModel(given ?? whole, (model) => deploymentFor(model, deployments)) ?? given
  }
}

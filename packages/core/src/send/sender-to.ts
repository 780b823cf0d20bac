import type { Sender } from '../plan.ts'
import { ledAnswers } from './led-answers.ts'
import { namedDeployments } from './named-deployments.ts'
import type { Target } from './target.ts'
import { toTarget } from './to-target.ts'

/** One attempt at a target, with whatever it needs around that. */
export function senderTo(target: Target): Sender {
  const deployments = target.paths?.deployments
  if (deployments !== undefined) return namedDeployments(target, deployments)
  const urls = target.answerUrls?.body
  return urls === undefined ? toTarget(target) : ledAnswers(target, urls)
}

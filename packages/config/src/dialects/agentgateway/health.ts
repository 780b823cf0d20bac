import type { Path } from '../../problem.ts'
import { Placed } from '../placed.ts'
import { durationOf } from './duration.ts'
import type { AgentgatewayWork } from './work.ts'

/** What agentgateway takes for a failure unless told otherwise: what a breaker takes for one. */
const USUAL = /^response\.code\s*>=\s*500$/

/** `health`: what makes a target rest, and how long. The first of the places that says something counts. */
export function readBreaker(
  work: AgentgatewayWork,
  places: readonly Path[],
): Readonly<Record<string, unknown>> | undefined {
  const path = places.find((each) => work.has(each))
  if (path === undefined) return undefined
  const expression = [...path, 'unhealthyExpression']
  if (work.has(expression) && !USUAL.test(work.text(expression) ?? ''))
    work.noteOnce('unhealthyExpression', expression, 'not used: no answer and a status from 500 are what counts')
  if (work.has([...path, 'active']))
    work.noteOnce('active', [...path, 'active'], 'not used: write health: { path: … } at the provider in strait.yaml')
  const eviction = [...path, 'eviction']
  for (const name of ['healthThreshold', 'restoreHealth'])
    if (work.has([...eviction, name]))
      work.noteOnce(name, [...eviction, name], 'not used: there is no score, a target is asked or it rests')
  const failures = [...eviction, 'consecutiveFailures']
  const duration = [...eviction, 'duration']
  const rest = durationOf(work.text(duration) ?? '')
  if (work.has(duration) && rest === undefined) work.mistake(duration, 'it is no duration', 'write 30s')
  return {
    // There the first failure is enough, unless it says more.
    failures: work.has(failures) ? new Placed(work.value(failures), failures) : work.has(eviction) ? 1 : undefined,
    rest: rest === undefined || rest === 'off' ? undefined : new Placed(rest, duration),
  }
}

import type { Path } from '../../problem.ts'
import { parseCel } from '../cel/parse-cel.ts'
import type { AgentgatewayWork } from './work.ts'

/** `sessionAffinity`: a header that keeps requests with their target. */
export function readSticky(
  work: AgentgatewayWork,
  places: readonly Path[],
  hasChoice: boolean,
): { readonly header: string } | undefined {
  const path = places.find((each) => work.has(each))
  if (path === undefined) return undefined
  if (!hasChoice) {
    work.noteOnce('sessionAffinity', path, 'not used: there is one upstream for a route')
    return undefined
  }
  const cel = parseCel(work.text([...path, 'source']) ?? '')
  if (cel?.kind === 'member' && cel.of.kind === 'member' && cel.of.name === 'headers') return { header: cel.name }
  work.noteOnce('sessionAffinity', path, 'not used: requests are kept together by a header, request.headers["NAME"]')
  return undefined
}

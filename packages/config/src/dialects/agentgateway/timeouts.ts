import type { Path } from '../../problem.ts'
import { Placed } from '../placed.ts'
import { durationOf } from './duration.ts'
import type { AgentgatewayWork } from './work.ts'

/** The whole of a call, from the start to the last byte: the shortest of those that hold for it. */
export function readTotal(work: AgentgatewayWork, policies: readonly Path[]): Placed | undefined {
  const places = policies.flatMap((path) => [
    [...path, 'timeout', 'requestTimeout'],
    [...path, 'timeout', 'backendRequestTimeout'],
    [...path, 'http', 'requestTimeout'],
  ])
  let shortest: { ms: number; placed: Placed } | undefined
  for (const path of places) {
    const text = work.text(path)
    if (text === undefined) continue
    const written = durationOf(text)
    if (written === undefined) work.mistake(path, 'it is no duration', 'write 30s')
    else if (written !== 'off') {
      const ms = Number.parseFloat(written) * (written.endsWith('ms') ? 1 : 1000)
      if (shortest === undefined || ms < shortest.ms) shortest = { ms, placed: new Placed(written, path) }
    }
  }
  return shortest?.placed
}

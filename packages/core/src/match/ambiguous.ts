import { GatewayError } from '../errors.ts'
import type { Identified } from '../exchange.ts'
import type { BareCandidate } from './bare-houses.ts'

/** The refusal where more than one is left: which, and how to choose. */
export function ambiguous({ caller }: Identified, meant: readonly BareCandidate[]): GatewayError {
  // Without a valid key nobody learns which providers there are.
  if (caller.kind === 'unknown') return new GatewayError(caller.code)
  const names = meant.map(({ name }) => name)
  const doors = names.map((name) => `/${name}/...`)
  return new GatewayError('ambiguous_provider', {
    detail: `This path can mean ${list(names, 'and')}. Put the name of the one you mean in front of it: ${list(doors, 'or')}`,
  })
}

function list(words: readonly string[], last: string): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}

import type { Carrier } from '../exchange.ts'
import type { Target } from '../send/target.ts'

/**
 * Names of headers that end here because they carried a credential: those that opened Strait, and where Strait
 * holds the provider's key every place in which a caller could have put one.
 */
export function removedNames(carriers: readonly Carrier[], target: Target): ReadonlySet<string> {
  if (carriers.length === 0) return target.drop.headers
  const names = new Set(target.drop.headers)
  for (const carrier of carriers) if (carrier.kind === 'header') names.add(carrier.name)
  return names
}

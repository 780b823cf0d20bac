import type { AdmitRule } from '@strait/core'
import { allowOf } from './named-providers.ts'
import { onlyFor } from './only-for.ts'
import type { ProviderEntry } from './provider-entries.ts'

/** Who may use a provider, at whatever door. */
export function rulesOf({ settings }: ProviderEntry): readonly AdmitRule[] {
  const allow = allowOf(settings)
  return allow === undefined ? [] : [onlyFor(allow)]
}

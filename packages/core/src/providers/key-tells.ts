import type { Provider } from './provider.ts'

/** Of which provider a caller's key says that it is meant, and by what. */
export interface KeyTell {
  readonly provider: Provider
  readonly prefix: string
}

/** Google's keys are of one shape for two of its services, so one key may speak for several. */
export function keyTells(keys: readonly string[], candidates: Iterable<Provider>): KeyTell[] {
  const tells: KeyTell[] = []
  if (keys.length === 0) return tells
  for (const provider of candidates) {
    const prefix = prefixOf(provider.keyPrefixes, keys)
    if (prefix !== undefined) tells.push({ provider, prefix })
  }
  return tells
}

/** The first of the prefixes that one of the texts begins with. */
export function prefixOf(prefixes: readonly string[] = [], texts: readonly string[]): string | undefined {
  return prefixes.find((prefix) => texts.some((text) => text.startsWith(prefix)))
}

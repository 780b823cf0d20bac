import type { Fields } from '../web/fields.ts'
import type { BareRule, Detected, Provider } from './provider.ts'

/** What the call is, from method and path. The path is the provider's own, without the query. */
export function detect(provider: Provider, method: string, path: string): Detected {
  for (const rule of provider.operations) {
    if (rule.method !== undefined && rule.method !== method) continue
    const found = rule.path.exec(path)
    if (found === null) continue
    const { operation, stream, errors = provider.errors } = rule
    return { operation, model: readModel(found.groups?.['model']), stream, errors }
  }
  return { operation: 'other', model: undefined, stream: undefined, errors: provider.errors }
}

export interface Bare {
  readonly provider: Provider
  /** For the debug log: what about the request decided. */
  readonly rule: string
  readonly weight: number
}

/** Whose path this is, when no door's name stands in front of it. */
export function detectBare(
  fields: Fields,
  method: string,
  path: string,
  candidates: Iterable<Provider>,
): Bare | undefined {
  let best: Bare | undefined
  for (const provider of candidates) {
    for (const rule of provider.bare ?? []) {
      const weight = rule.weight ?? 0
      if (best !== undefined && weight <= best.weight) continue
      if (fits(rule, fields, method, path)) best = { provider, rule: `bare ${provider.name} ${rule.shape}`, weight }
    }
  }
  return best
}

/** Whether what follows the provider's door name belongs to somebody else; `rest` has its leading slash. */
export function isForeign(provider: Provider, fields: Fields, method: string, rest: string): boolean {
  return provider.notMine?.some((rule) => fits(rule, fields, method, rest)) ?? false
}

function fits(rule: BareRule, fields: Fields, method: string, path: string): boolean {
  if (rule.method !== undefined && rule.method !== method) return false
  return rule.path.test(path) && (rule.when === undefined || rule.when(fields))
}

/** A name that does not decode, or decodes to control characters, stays as the client wrote it: it goes into logs. */
function readModel(raw: string | undefined): string | undefined {
  if (raw === undefined || raw === '') return undefined
  if (!raw.includes('%')) return raw
  try {
    const decoded = decodeURIComponent(raw)
    return /[\x00-\x1f\x7f-\x9f]/.test(decoded) ? raw : decoded
  } catch {
    return raw
  }
}

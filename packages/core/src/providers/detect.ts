import { percentDecoded } from '../web/percent.ts'
import type { BareRule, Detected, Provider, RequestHead } from './provider.ts'

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
  /** The rule in words: what about the request decided. */
  readonly says: string
  readonly weight: number
  /** Others serve such a path too: key and model may speak for one of them. */
  readonly shared: boolean
}

/** A provider's claim on a path, before headers are asked. */
export interface Claim {
  readonly provider: Provider
  readonly rule: BareRule
}

/** All claims on a path, the strongest first. They hang on the path alone, so they can be kept for it. */
export function claimsOn(path: string, candidates: Iterable<Provider>): readonly Claim[] {
  const claims: Claim[] = []
  for (const provider of candidates) {
    for (const rule of provider.bare ?? []) if (rule.path.test(path)) claims.push({ provider, rule })
  }
  return claims.sort((a, b) => (b.rule.weight ?? 0) - (a.rule.weight ?? 0))
}

/** The strongest claim that method, headers and query bear out. */
export function decide(head: RequestHead, claims: readonly Claim[]): Bare | undefined {
  for (const { provider, rule } of claims) {
    if (!admits(rule, head)) continue
    const { shape, when, weight = 0, shared = false } = rule
    return { provider, says: `${when === undefined ? 'path' : 'headers'} ${shape}`, weight, shared }
  }
  return undefined
}

/** Whose path this is, when no door's name stands in front of it, as path and headers tell. */
export function detectBare(head: RequestHead, candidates: Iterable<Provider>): Bare | undefined {
  return decide(head, claimsOn(head.path, candidates))
}

/** Whether what follows the provider's door name belongs to somebody else; the path of `head` is what follows. */
export function isForeign({ notMine }: Provider, head: RequestHead): boolean {
  return notMine?.some((rule) => rule.path.test(head.path) && admits(rule, head)) ?? false
}

function admits({ method, when }: BareRule, head: RequestHead): boolean {
  return (method === undefined || method === head.method) && (when === undefined || when(head))
}

/** A name that does not decode, or decodes to control characters, stays as the client wrote it: it goes into logs. */
function readModel(raw: string | undefined): string | undefined {
  if (raw === undefined || raw === '') return undefined
  const decoded = percentDecoded(raw)
  return /[\x00-\x1f\x7f-\x9f]/.test(decoded) ? raw : decoded
}

import type { Admitted } from '../../exchange.ts'
import type { Operation } from '../../providers/provider.ts'
import type { Fields } from '../../web/fields.ts'
import { cacheControl, secondsOf } from './cache-control.ts'
import type { CacheRules } from './rules.ts'

/** What the cache may do for a request. */
export type CacheUse =
  | { readonly kind: 'off' }
  | { readonly kind: 'bypass' }
  | {
      readonly kind: 'use'
      readonly refresh: boolean
      /** ms that the answer is kept. */
      readonly maxAge: number
      /** ms that an answer may have been kept for this request. */
      readonly accept: number
    }

const BYPASS: CacheUse = { kind: 'bypass' }

/** By its head alone; nothing is read and nobody is asked. */
export function cacheUse(exchange: Admitted, rules: CacheRules): CacheUse {
  const ask = rules.ask?.(exchange)
  if (ask?.off === true) return { kind: 'off' }
  const { arrival, body } = exchange
  const { fields } = arrival
  if (arrival.kind === 'upgrade' || !rules.methods.has(arrival.method)) return BYPASS
  if ((body.length ?? 0) > rules.maxRequest || !asksTheSame(exchange, rules) || isParticular(fields, exchange.query)) {
    return BYPASS
  }
  const said = cacheControl(fields)
  const maxAge = Math.min(ask?.maxAge ?? rules.maxAge, rules.longest)
  if (said.has('no-store') || !(maxAge > 0)) return BYPASS
  const accept = Math.min(maxAge, secondsOf(said.get('max-age')) ?? maxAge)
  // RFC 9111 5.4: where nothing else is said, HTTP/1.0's word for it counts.
  const unwanted = said.has('no-cache') || (said.size === 0 && /no-cache/i.test(fields.get('pragma') ?? ''))
  return { kind: 'use', refresh: unwanted || ask?.refresh === true || accept === 0, maxAge, accept }
}

/** Ask for a part, for what has changed, for a word before the body, or prove something about this one moment. */
const PARTICULAR = [
  'range',
  'if-range',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'expect',
  'upgrade',
] as const

function isParticular(fields: Fields, query: string): boolean {
  for (const name of PARTICULAR) if (fields.has(name)) return true
  // Signed over its date: no two are alike.
  return fields.get('authorization')?.startsWith('AWS4-') === true || /[?&]X-Amz-Signature=/i.test(query)
}

/** Calls whose second answer is as good as their first: they leave nothing behind that could be asked for. */
const ANSWERED_ANEW: ReadonlySet<Operation> = new Set([
  'chat',
  'text_completion',
  'generate_content',
  'embeddings',
  'responses',
  'image',
  'audio',
  'moderation',
  'rerank',
  'count_tokens',
])

/** What was made before and is looked at, changed or stopped now: `/responses/ID`, `/chat/completions/ID/messages`. */
const ABOUT_ONE = /\/(?:completions|responses|conversations|messages)\/(?!input_tokens$|count_tokens$)./

/**
 * Uploads, jobs and whatever has a state are other each time they are asked for: a poll that got the first word again
 * and again would never end.
 */
function asksTheSame(
  { arrival: { method }, match: { detected, rest }, path }: Admitted,
  { unknownCalls }: Pick<CacheRules, 'unknownCalls'>,
): boolean {
  const { operation = 'other' } = detected ?? {}
  if (operation === 'other') return unknownCalls
  if (method === 'GET') return operation === 'models'
  return ANSWERED_ANEW.has(operation) && !ABOUT_ONE.test(rest || path)
}

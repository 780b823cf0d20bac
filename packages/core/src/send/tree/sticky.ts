import type { Admitted } from '../../exchange.ts'

/** What of a request keeps it with the branch that others of its kind had, so that a provider's prompt cache is hit. */
export type Sticky =
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'metadata'; readonly name: string }
  | { readonly kind: 'caller' }
  /** All of them together. */
  | { readonly kind: 'all'; readonly parts: readonly Sticky[] }

/** undefined where the request has nothing of the kind: then it is balanced as any other. */
export function stickyKey(sticky: Sticky, exchange: Admitted): string | undefined {
  switch (sticky.kind) {
    case 'header':
      return exchange.arrival.fields.get(sticky.name)
    case 'metadata': {
      const value = exchange.spoken?.metadata?.[sticky.name]
      return value === undefined ? undefined : String(value)
    }
    case 'caller':
      // Without keys of ours the address is the best there is.
      return exchange.caller.kind === 'key' ? exchange.caller.name : exchange.client
    case 'all': {
      const parts = sticky.parts.map((part) => stickyKey(part, exchange))
      return parts.every((part) => part === undefined) ? undefined : parts.join('\n')
    }
    default:
      return sticky satisfies never
  }
}

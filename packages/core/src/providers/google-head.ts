import type { RequestHead } from './provider.ts'

/** "System parameters" of Google's APIs: no other provider takes a key from the query. */
export function hasQueryKey({ query }: RequestHead): boolean {
  return /[?&]key=/.test(query)
}

/** An OAuth token of Google's, which is how Vertex is called. */
export function hasGoogleToken({ fields }: RequestHead): boolean {
  return /^bearer[ \t]+ya29\./i.test(fields.get('authorization') ?? '')
}

import type { RequestHead } from './provider.ts'

/**
 * AzureOpenAI puts its key in `api-key`, or a Microsoft Entra token as bearer, and a dated version in the query. A page
 * that opens a WebSocket can set no header: it has the key in the query as well.
 */
export function fromAzure({ fields, query }: RequestHead): boolean {
  return fields.has('api-key') || /[?&]api-(?:version|key)=/.test(query)
}

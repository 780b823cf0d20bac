import type { RequestHead } from './provider.ts'

/** AzureOpenAI puts its key in `api-key`, or a Microsoft Entra token as bearer, and a dated version in the query. */
export function fromAzure({ fields, query }: RequestHead): boolean {
  return fields.has('api-key') || /[?&]api-version=/.test(query)
}

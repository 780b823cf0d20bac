import * as v from 'valibot'
import { headerRules } from './headers.ts'
import { ok } from './leaf.ts'
import { pathTemplate } from './path.ts'
import { queryPairs } from './query.ts'
import { forms, isMap, members, optional, required } from './shape.ts'
import { url } from './url.ts'
import { text } from './values.ts'

const shared = {
  path: optional(
    pathTemplate,
    'What follows the base. `{rest}` is what `*` matched, `{path}` the whole path of the request. Default: the rest, or nothing where the path of the route has no `*`.',
  ),
  headers: optional(headerRules, 'Headers to set, add and remove: see [Header rules](#header-rules).'),
  query: optional(queryPairs, "Query parameters to set; they replace the caller's of the same name."),
}

const toUrl = v.pipe(
  members('to', { url: required(url, 'Address to send to. The credential, if any, is a header rule.'), ...shared }),
  v.transform((to) => ({ kind: 'url' as const, ...to })),
)

/** Whether it exists is checked beside the whole file. */
const providerReference = text<string>({ expected: 'the name of a provider', read: ok })

const toProvider = v.pipe(
  members('to', {
    provider: required(
      providerReference,
      'A name from `providers`, or a built-in provider. Its key, headers and timeouts apply.',
    ),
    ...shared,
  }),
  v.transform((to) => ({ kind: 'provider' as const, ...to })),
)

/** `to: { url }` or `to: { provider }`. */
export const to = forms([toUrl, toProvider], (input) => (isMap(input) && 'provider' in input ? 1 : 0))

export type To = v.InferOutput<typeof to>

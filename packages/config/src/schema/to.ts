import * as v from 'valibot'
import { basic } from './basic.ts'
import { headerRules } from './headers.ts'
import { ok, wrong } from './leaf.ts'
import { modelName, modelPattern, modelTemplate } from './model.ts'
import { pathTemplate } from './path.ts'
import { price } from './price.ts'
import { queryPairs } from './query.ts'
import { forms, isMap, keyOf, listOf, mapOf, members, optional, required } from './shape.ts'
import { url } from './url.ts'
import { text } from './values.ts'

const override = members('override', {
  model: optional(
    modelTemplate,
    'The model to send: every `model` at the top of a JSON body is replaced by it, and no other byte. `{rest}` is what the `*` of its name in `by_model` stood for, elsewhere the whole name.',
  ),
})

const shared = {
  path: optional(
    pathTemplate,
    'What follows the base. `{rest}` is what `*` matched, `{path}` the whole path of the request, `{unversioned}` that path without a version like `/v1` in front. Default: the rest, or nothing where the path of the route has no `*`.',
  ),
  headers: optional(headerRules, 'Headers to set, add and remove: see [Header rules](#header-rules).'),
  query: optional(queryPairs, "Query parameters to set; they replace the caller's of the same name."),
  query_defaults: optional(queryPairs, 'Query parameters to fill in where the caller sends none of the name.'),
  basic: optional(
    basic,
    'User and password, sent as `authorization: Basic …` in place of what the caller sends there.',
  ),
  override: optional(override, 'What of the body is sent otherwise than it came. The body is held in memory for it.'),
  price: optional(price, 'What a call costs. Kept for the accounts that come later; not used yet.'),
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

const adapterName = text<string>({
  expected: 'the name of an adapter',
  read: (value) => (/^[\x21-\x7e]{1,256}$/.test(value) ? ok(value) : wrong('plain ASCII without blanks')),
})

const toAdapter = v.pipe(
  members('to', {
    adapter: required(
      adapterName,
      'An adapter between two formats. Adapters come later: until then such a route answers 501 and names it.',
    ),
    price: shared.price,
  }),
  v.transform((to) => ({ kind: 'adapter' as const, ...to })),
)

/** One place, without a choice. */
const single = forms([toUrl, toProvider, toAdapter], (input) => {
  if (!isMap(input)) return 0
  return 'provider' in input ? 1 : 'adapter' in input && !('url' in input) ? 2 : 0
})

const toByModel = v.pipe(
  members('to', {
    by_model: required(
      mapOf('a map of model → where it goes', keyOf(modelPattern, 'a model, with one * at most'), single),
      'The model that the path or the JSON body names decides. `gpt-*` is every model whose name begins so; the most specific name wins, whatever the order; `*` is all others. Without it a model that fits none is 400.',
    ),
    without_model: optional(
      single,
      'Where a request goes that names no model (`GET /v1/files`). Default: where `*` goes; without either it is 400.',
    ),
  }),
  v.transform((to) => ({ kind: 'by_model' as const, ...to })),
)

const toModels = v.pipe(
  members('to', {
    models: required(
      listOf('a list of names of models', modelName),
      "Answered here, as OpenAI's `GET /v1/models` is: the list of these names, or the one that follows in the path.",
    ),
  }),
  v.transform((to) => ({ kind: 'models' as const, ...to })),
)

/** `to: { url }`, `to: { provider }`, `to: { adapter }`, `to: { by_model }` or `to: { models }`. */
export const to = forms([single, toByModel, toModels], (input) => {
  if (!isMap(input) || 'url' in input || 'provider' in input) return 0
  return 'by_model' in input ? 1 : 'models' in input ? 2 : 0
})

export type To = v.InferOutput<typeof to>

/** One place, without a choice. */
export type Single = v.InferOutput<typeof single>

/** Where something is called. */
export type Upstream = Extract<To, { kind: 'url' | 'provider' }>

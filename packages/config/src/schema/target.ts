import type { Query, Sticky, TriggerWord } from '@strait/core'
import * as v from 'valibot'
import { basic } from './basic.ts'
import { concurrency } from './concurrency.ts'
import { condition } from './condition.ts'
import { headerRules } from './headers.ts'
import { leaf, ok, wrong } from './leaf.ts'
import { pathTemplate } from './path.ts'
import { policies } from './policies.ts'
import { price } from './price.ts'
import { queryPairs } from './query.ts'
import { forms, isMap, listOf, members, optional, required } from './shape.ts'
import { sticky } from './sticky.ts'
import { triggerList } from './triggers.ts'
import { url } from './url.ts'
import { text, word } from './values.ts'

const place = {
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
  price: optional(price, 'What a call costs. Kept for the accounts that come later; not used yet.'),
  concurrency: optional(
    concurrency,
    'How many attempts at one time, and how many may wait; beyond that the next target, or 503.',
  ),
  ...policies,
}

const toUrl = v.pipe(
  members('to', { url: required(url, 'Address to send to. The credential, if any, is a header rule.'), ...place }),
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
    ...place,
  }),
  v.transform((to) => ({ kind: 'provider' as const, ...to })),
)

const yes = leaf<true>({
  expected: 'true',
  json: { type: 'boolean', const: true },
  read: (input) => (input === true ? ok(input) : wrong(undefined, 'write true, or name a provider instead')),
})

const toOriginal = v.pipe(
  members('to', {
    passthrough: required(
      yes,
      '`true`: where the request itself would have gone, with its own provider, host, key and model.',
    ),
    ...policies,
  }),
  v.transform((to) => ({ kind: 'passthrough' as const, ...to })),
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
    price: place.price,
    name: place.name,
    weight: place.weight,
  }),
  v.transform((to) => ({ kind: 'adapter' as const, ...to })),
)

const when = members('when', {
  if: required(condition, 'What the request must be like: [conditions](routing.md#conditions).'),
  use: required(text<string>({ expected: 'the name of a target', read: ok }), 'The `name` of a target beside it.'),
})

const toTree = v.pipe(
  members('to', {
    strategy: required(
      word(['single', 'fallback', 'loadbalance', 'conditional']),
      'How one of `targets` is chosen: the only one, one after the other, by weight, by condition.',
    ),
    targets: required(
      listOf(
        'a list of targets',
        v.lazy((): v.GenericSchema<unknown, Node> => node),
      ),
      'Where it may go: each as `to`, with `strategy` and `targets` of its own if need be.',
    ),
    on: optional(
      triggerList,
      'For `fallback` and `loadbalance`: what leads to the next target. Default of `fallback`: `[408, 429, 5xx, network, timeout, key]`; of `loadbalance`: `[unsent]`.',
    ),
    by: optional(
      word(['weight', 'least_in_flight', 'fastest']),
      'For `loadbalance`: shares by `weight`; the target with the fewest attempts under way; the one that lately began to answer fastest. Default: `weight`.',
    ),
    sticky: optional(
      sticky,
      'For `loadbalance`: requests that are alike in this go to the same target, so that its prompt cache is hit: `caller`, `{ header: NAME }` or `{ metadata: NAME }`.',
    ),
    when: optional(listOf('a list of conditions', when), 'For `conditional`: the first that holds decides.'),
    else: optional(
      text<string>({ expected: 'the name of a target', read: ok }),
      'For `conditional`: the `name` of the target for all others. Without it they get 400.',
    ),
    ...policies,
  }),
  v.transform((to) => ({ kind: 'tree' as const, ...to })),
)

/** One place, or a choice among several. */
export const node: v.GenericSchema<unknown, Node> = forms(
  [toUrl, toProvider, toOriginal, toAdapter, toTree] as const,
  (input) => {
    if (!isMap(input)) return 0
    if ('strategy' in input || 'targets' in input) return 4
    return 'provider' in input ? 1 : 'passthrough' in input ? 2 : 'adapter' in input && !('url' in input) ? 3 : 0
  },
) as never

/** What a group says is for what stands below it as well. */
export type Policies = { readonly [Name in keyof typeof policies]?: v.InferOutput<(typeof policies)[Name]> }

/** Where something is called. */
export type Upstream = v.InferOutput<typeof toUrl> | v.InferOutput<typeof toProvider>
export type Original = v.InferOutput<typeof toOriginal>
export type Adapter = v.InferOutput<typeof toAdapter>

export interface Group extends Policies {
  readonly kind: 'tree'
  readonly strategy: 'single' | 'fallback' | 'loadbalance' | 'conditional'
  readonly targets: readonly Node[]
  readonly on?: readonly TriggerWord[] | undefined
  readonly by?: 'weight' | 'least_in_flight' | 'fastest' | undefined
  readonly sticky?: Sticky | undefined
  readonly when?: readonly { readonly if: Query; readonly use: string }[] | undefined
  readonly else?: string | undefined
}

export type Node = Upstream | Original | Adapter | Group

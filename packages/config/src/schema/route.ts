import type * as v from 'valibot'
import { routeCache } from './cache.ts'
import { headerTests, hostTest, queryTests } from './conditions.ts'
import { methodName } from './cors.ts'
import { ok, wrong } from './leaf.ts'
import { routePath } from './path.ts'
import { listOf, members, oneOrMore, optional, required, withDefault } from './shape.ts'
import { timeoutsOverride } from './timeouts.ts'
import { to } from './to.ts'
import { bool, text } from './values.ts'

const routeName = text<string>({
  expected: 'a name for logs',
  read: (value) =>
    /^[\x21-\x7e](?:[\x20-\x7e]{0,126}[\x21-\x7e])?$/.test(value)
      ? ok(value)
      : wrong('plain ASCII, up to 128 characters'),
})

const listenerName = text<string>({ expected: 'the name of a listener', read: ok })

const pathEnding = text<string>({
  expected: 'the end of a path, like /v1/models',
  read(value) {
    if (value.includes('*')) return wrong('a * has no meaning here', 'write what stands behind it')
    return /^[\x21-\x7e]+$/.test(value) && !/[?#]/.test(value)
      ? ok(value)
      : wrong('a path is plain ASCII, without query and fragment')
  },
})

const route = members('a route', {
  name: optional(routeName, 'For logs, traces and counters; unique. Default: made of its methods and path.'),
  path: required(
    routePath,
    'Exact (`/v1/rerank`), a beginning (`/chat/*`), or with `*` for one segment (`/v1/*/files`).',
  ),
  methods: optional(oneOrMore('a list of methods', methodName), 'Condition: the method is one of these.'),
  host: optional(
    oneOrMore('a list of host names', hostTest),
    'Condition: the `host` header names one of these; `*.example.com` is every name below.',
  ),
  headers: optional(
    headerTests,
    'Conditions: each header named here is equal to the text, matches `{ regex }`, or is there (`true`).',
  ),
  query: optional(queryTests, 'Conditions on query parameters, in the same way.'),
  listeners: optional(
    oneOrMore('a list of names of listeners', listenerName),
    'Condition: the request came by one of the listeners of these names (`listen: [{ name: … }]`).',
  ),
  path_ends: optional(
    pathEnding,
    'Condition: the path ends with this. Of several that fit, the longest decides, where routes are alike in all else.',
  ),
  to: required(
    to,
    'Where the request goes: `{ url }`, `{ provider }`, or a choice (`{ strategy, targets }`, `{ by_model }`); or who answers: `{ models }`.',
  ),
  cache: optional(
    routeCache,
    '`true`, or settings that are other than those of `cache` at the top level: answer the same request again from what is kept. See [caching](caching.md).',
  ),
  timeouts: optional(timeoutsOverride, 'Replace those of the provider and the top level, one by one.'),
  open: withDefault(bool, false, 'No key is needed here, even where `access` is configured.'),
})

export type RouteConfig = v.InferOutput<typeof route>

export const routes = listOf('a list of routes, each `- path: …`', route)

import * as v from 'valibot'
import { methodName } from './cors.ts'
import { duration } from './duration.ts'
import { leaf, ok, wrong } from './leaf.ts'
import { forms, isMap, members, oneOrMore, optional, withDefault } from './shape.ts'
import { size } from './size.ts'
import { bool, positiveCount, textOf } from './values.ts'

/** Where answers are kept. */
export type CacheStoreConfig = { readonly kind: 'memory' } | { readonly kind: 'sqlite'; readonly file: string }

const cacheStore = leaf<CacheStoreConfig>({
  expected: 'memory, or sqlite: and a file, like sqlite:./cache.db',
  json: { type: 'string', pattern: '^(memory|sqlite:.+)$' },
  read(input) {
    const text = textOf(input)
    if (text === 'memory') return ok({ kind: 'memory' })
    const [, file] = /^sqlite:(?!\/\/)(.+)$/.exec(text ?? '') ?? []
    if (file !== undefined) return ok({ kind: 'sqlite', file })
    if (text === 'sqlite' || text === 'sqlite:') return wrong('it names no file', 'write sqlite:./cache.db')
    if (text?.startsWith('sqlite://'))
      return wrong('it is no URL', 'write sqlite:./cache.db, or sqlite:/var/lib/cache.db')
    return wrong()
  },
})

const methods = oneOrMore('a list of methods', methodName)

const about = {
  max_age: 'How long an answer is given again.',
  longest:
    'The longest time that a request itself may ask for (`x-portkey-config`). Default: a day, or `max_age` where that is more.',
  share:
    'Answer one caller with what another got. Without it only requests of the same caller with the same credentials get the same answer.',
  collapse: 'Requests for the same at the same time make one call, and all get its answer as it comes.',
  max_entry: 'Larger answers are not kept.',
  max_request:
    'Requests with larger bodies are passed on without asking the cache; a body up to this size is held to compare it.',
  methods: 'Requests with other methods are passed on without asking the cache.',
}

/** What a route says; the rest is as at the top level. */
const routeSettings = members('cache', {
  max_age: optional(duration, about.max_age),
  longest: optional(duration, about.longest),
  share: optional(bool, about.share),
  collapse: optional(bool, about.collapse),
  max_entry: optional(size, about.max_entry),
  max_request: optional(size, about.max_request),
  methods: optional(methods, about.methods),
})

const onOff = v.pipe(
  bool,
  v.transform((on): v.InferOutput<typeof routeSettings> | undefined => (on ? {} : undefined)),
)

/** `true`, `false`, or what is other than at the top level. Comes out as settings, or undefined for none. */
export const routeCache = forms([onOff, routeSettings], (input) => (isMap(input) ? 1 : 0))

/** The top level: where answers are kept, and what holds for routes that say nothing else. */
export const cache = members('cache', {
  store: withDefault(
    cacheStore,
    'memory',
    'Where answers are kept: `memory` of this process, or `sqlite:FILE` (beside this file), which outlives it and can serve several processes of one machine.',
  ),
  bytes: withDefault(size, '256MB', 'What is kept at most; beyond it the oldest go.'),
  entries: withDefault(positiveCount, 100_000, 'How many answers are kept at most, where they are kept in memory.'),
  asked: withDefault(
    bool,
    true,
    'Whether a request may ask for a cache by itself (`cache` in `x-portkey-config`), also on routes without one.',
  ),
  max_age: withDefault(duration, '5m', about.max_age),
  longest: optional(duration, about.longest),
  share: withDefault(bool, false, about.share),
  collapse: withDefault(bool, false, about.collapse),
  max_entry: withDefault(size, '1MB', about.max_entry),
  max_request: withDefault(size, '1MB', about.max_request),
  methods: withDefault(methods, ['GET', 'POST'], about.methods),
})

export type CacheConfig = v.InferOutput<typeof cache>
export type RouteCacheConfig = v.InferOutput<typeof routeCache>

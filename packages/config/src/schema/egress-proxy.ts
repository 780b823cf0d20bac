import * as v from 'valibot'
import { HINT_MARK, leaf, ok, wrong } from './leaf.ts'
import { type NoProxyEntry, readNoProxyEntry } from './no-proxy.ts'
import { PROXY_URL, type ProxyAddress, readProxyUrl } from './proxy-url.ts'
import { forms, isMap, members, oneOrMore, optional, withDefault } from './shape.ts'
import { quoteHint, text, textOf } from './values.ts'

/** By which proxy to leave, as the config says it. */
export type EgressProxy =
  /** As the variables of the environment say. */
  | { readonly kind: 'environment' }
  | {
      readonly kind: 'given'
      readonly http: ProxyAddress | undefined
      readonly https: ProxyAddress | undefined
      readonly noProxy: readonly NoProxyEntry[]
    }

const address = leaf<ProxyAddress>({
  expected: PROXY_URL,
  json: { type: 'string' },
  read(input) {
    const value = textOf(input)
    return value === undefined ? wrong(undefined, quoteHint(input)) : readProxyUrl(value, 'egress.proxy')
  },
})

const alone = leaf<EgressProxy>({
  expected: `${PROXY_URL}, or environment`,
  json: { type: 'string' },
  read(input) {
    const value = textOf(input)
    if (value === undefined) return wrong(undefined, quoteHint(input))
    if (value === 'environment') return ok({ kind: 'environment' })
    const proxy = readProxyUrl(value, 'egress.proxy')
    if (proxy.kind === 'wrong') return proxy
    return ok({ kind: 'given', http: proxy.value, https: proxy.value, noProxy: [] })
  },
})

const exception = text<NoProxyEntry>({
  expected: 'a host name, *.suffix, an address, a block like 10.0.0.0/8, or *',
  read(value) {
    const entry = readNoProxyEntry(value)
    if (entry !== undefined) return ok(entry)
    if (value.includes('://')) return wrong('it is a URL', 'write the host alone, with its port if that matters')
    return wrong(undefined, value.includes(',') ? 'write a list: [one, two]' : undefined)
  },
})

const apart = v.pipe(
  members('egress.proxy', {
    https: optional(address, 'For https: the proxy is asked for a tunnel (CONNECT), and TLS is with the provider.'),
    http: optional(address, 'For plain http: the proxy is told the whole URL, and sees the request.'),
    no_proxy: withDefault(
      oneOrMore('a list of hosts, addresses and blocks', exception),
      [],
      'What is called directly: names (with all below them), `.suffix` and `*.suffix`, addresses, blocks, each with `:port` or without; `*` is everything. Loopback always is.',
    ),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.value.http !== undefined || dataset.value.https !== undefined) return
    addIssue({ message: `it names no proxy${HINT_MARK}write https: http://proxy.internal:3128`, expected: PROXY_URL })
  }),
  v.transform(({ http, https, no_proxy }): EgressProxy => ({ kind: 'given', http, https, noProxy: no_proxy })),
)

/** `environment`, a URL, or one for each scheme. */
export const egressProxy = forms([alone, apart], (input) => (isMap(input) ? 1 : 0))

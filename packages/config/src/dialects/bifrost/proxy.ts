import { at } from '../../checks/view.ts'
import { same } from '../../files/same.ts'
import type { Path } from '../../problem.ts'
import type { BifrostWork } from './work.ts'

/** Proxies stand at each provider there, and here one stands for all: it is taken where the file names one alone. */
export function translateProxy(work: BifrostWork): void {
  const { draft, source } = work
  const places = work.names(['providers']).map((name) => ['providers', name, 'proxy_config'])
  const proxied = places.filter((place) => isProxied(work, place))
  const [first] = proxied
  if (first === undefined) return
  const isOne = proxied.length === places.length && places.every((place) => same(at(source, place), at(source, first)))
  if (!isOne) {
    for (const place of proxied) work.noteOnce('proxy_config', place, NOT_ALL)
    return
  }
  const proxy = proxyOf(work, first)
  if (proxy !== undefined)
    draft.set(['egress', 'proxy'], proxy, work.has([...first, 'url']) ? [...first, 'url'] : first)
  if (work.has([...first, 'ca_cert_pem']))
    draft.note([...first, 'ca_cert_pem'], 'not used: a proxy is known by the authorities of the system')
}

const NOT_ALL =
  'not used: one proxy serves all providers here, and this file has providers without it; write egress: { proxy: … } in strait.yaml'

function isProxied(work: BifrostWork, place: Path): boolean {
  const type = at(work.source, [...place, 'type'])
  return type !== undefined && type !== null && type !== '' && type !== 'none'
}

function proxyOf(work: BifrostWork, place: Path): unknown {
  const type = at(work.source, [...place, 'type'])
  if (type === 'environment') return 'environment'
  if (type !== 'http') {
    const hint = 'write type: http, with the address of a proxy that takes CONNECT'
    work.draft.mistake({ path: [...place, 'type'], says: 'only http proxies can be used', hint })
    return undefined
  }
  if (!work.has([...place, 'url'])) {
    work.draft.mistake({ path: place, says: 'url is missing', hint: 'write "url": "http://proxy.internal:3128"' })
    return undefined
  }
  const url = work.value([...place, 'url'])
  const user = work.value([...place, 'username'])
  if (typeof url !== 'string' || typeof user !== 'string' || user === '') return url
  const [, scheme, rest] = /^([a-z]+:\/\/)([^@]+)$/i.exec(url) ?? []
  if (scheme === undefined) {
    const hint = 'write the URL itself, or put user and password in the variable: http://USER:PASSWORD@HOST:PORT'
    work.draft.mistake({ path: [...place, 'username'], says: 'user and password have no place in this URL', hint })
    return undefined
  }
  const password = work.value([...place, 'password'])
  return `${scheme}${encoded(user)}:${encoded(password)}@${rest}`
}

/** A reference is filled in later, as it is. */
function encoded(text: unknown): string {
  const value = typeof text === 'string' ? text : ''
  return /^\$\{\w+\}$/.test(value) ? value : encodeURIComponent(value.replaceAll('$${', '${'))
}

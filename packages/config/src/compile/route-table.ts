import type { Config } from '../schema/config.ts'
import type { ProviderEntry } from './provider-entries.ts'
import { routeName } from './routes.ts'

/** One row of `strait check`. */
export interface RouteRow {
  readonly path: string
  readonly methods: string
  readonly to: string
  /** Whose credential goes upstream. */
  readonly key: string
  readonly name: string
}

/** What is reachable where, in the order in which it is tried. */
export function routeTable(config: Config, entries: ReadonlyMap<string, ProviderEntry>, echo: boolean): RouteRow[] {
  const rows: RouteRow[] = []
  if (config.doors.routes) {
    for (const route of config.routes) {
      const { to } = route
      const entry = to.kind === 'provider' ? entries.get(to.provider) : undefined
      rows.push({
        path: route.path,
        methods: route.methods?.join(',') ?? 'any',
        to:
          to.kind === 'provider'
            ? `${to.provider}${to.path === undefined ? '' : ` ${to.path}`}`
            : `${shown(to.url)}${to.path ?? ''}`,
        key: entry === undefined ? 'headers, else caller' : keyOf(entry),
        name: routeName(route),
      })
    }
  }
  if (config.doors.providers) {
    if (echo)
      rows.push({ path: '/echo/*', methods: 'any', to: 'what a provider would have received', key: '', name: 'echo' })
    for (const entry of entries.values()) {
      rows.push({ path: `/${entry.name}/*`, methods: 'any', to: addressOf(entry), key: keyOf(entry), name: entry.name })
    }
  }
  return rows
}

function addressOf({ provider, settings }: ProviderEntry): string {
  return shown(settings.url ?? provider.url ?? provider.region?.url ?? '(needs a url)')
}

/** A query in a base URL may hold a key. */
function shown(url: string): string {
  const query = url.indexOf('?')
  return query < 0 ? url : `${url.slice(0, query)}?…`
}

function keyOf({ settings }: ProviderEntry): string {
  if (settings.key !== undefined) return settings.key.label
  return settings.aws === undefined ? 'caller' : 'aws'
}

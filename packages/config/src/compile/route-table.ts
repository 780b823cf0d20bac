import type { DoorName, OpenDoor } from '@strait/core'
import type { Config } from '../schema/config.ts'
import type { RouteConfig } from '../schema/route.ts'
import type { Group, Node } from '../schema/target.ts'
import type { To } from '../schema/to.ts'
import type { ProviderEntry } from './provider-entries.ts'
import { routeNames } from './route-names.ts'

type Entries = ReadonlyMap<string, ProviderEntry>

/** One row of `strait check`. */
export interface RouteRow {
  readonly path: string
  /** What else of the address has to fit. */
  readonly when?: string
  readonly methods: string
  readonly to: string
  /** Whose credential goes upstream. */
  readonly key: string
  readonly name: string
}

/** What is reachable where, in the order in which it is tried. */
export function routeTable(config: Config, entries: Entries, echo: boolean, dialects: readonly OpenDoor[]): RouteRow[] {
  const rows: RouteRow[] = []
  if (isShown(config, 'routes')) {
    const names = routeNames(config.routes)
    for (const [i, route] of config.routes.entries()) {
      const { to } = route
      rows.push({
        path: route.path,
        when: whenOf(route),
        methods: route.methods?.join(',') ?? 'any',
        to: destination(to),
        key: credentialOf(to, entries),
        name: names[i] as string,
      })
    }
  }
  if (isShown(config, 'providers')) {
    if (echo)
      rows.push({ path: '/echo/*', methods: 'any', to: 'what a provider would have received', key: '', name: 'echo' })
    for (const entry of entries.values()) {
      rows.push({ path: `/${entry.name}/*`, methods: 'any', to: addressOf(entry), key: keyOf(entry), name: entry.name })
    }
  }
  return isShown(config, 'dialects') ? [...rows, ...dialects.map((open) => dialectRow(open, entries))] : rows
}

/** A door that is on, and not hidden by every listener. */
export function isShown({ doors, listen }: Config, door: DoorName): boolean {
  return doors[door] && (listen === undefined || listen.some((each) => each.doors?.includes(door) ?? true))
}

function dialectRow({ door, houses }: OpenDoor, entries: Entries): RouteRow {
  const names = [...houses.values()].flatMap(({ heirs }) => heirs.map(({ name }) => name))
  const entry = names[0] === undefined ? undefined : entries.get(names[0])
  const key = entry === undefined ? '' : keyOf(entry)
  return {
    path: `${door.path}/*`,
    methods: 'any',
    to: names.join(' or '),
    key: door.heldOnly && key === CALLERS ? '(needs a key)' : key,
    name: door.path,
  }
}

function destination(to: To): string {
  switch (to.kind) {
    case 'provider':
      return `${to.provider}${to.path === undefined ? '' : ` ${to.path}`}`
    case 'url':
      return `${shown(to.url)}${to.path ?? ''}`
    case 'passthrough':
      return 'as the request itself says'
    case 'adapter':
      return `adapter ${to.adapter} (501: not part of this version)`
    case 'tree':
      return treeWords(to)
    case 'by_model':
      return placesOf(to)
        .map(([model, each]) => `${model} → ${destination(each)}`)
        .join('; ')
    case 'models':
      return 'the list of models'
    default:
      return to satisfies never
  }
}

function treeWords({ strategy, targets }: Group): string {
  const places = targets.map((each) => (each.kind === 'tree' ? `(${treeWords(each)})` : destination(each)))
  return places.join(strategy === 'fallback' ? ', then ' : ' or ')
}

/** The places of a choice, with what decides for each. */
function placesOf({ by_model, without_model }: To & { kind: 'by_model' }): [decides: string, to: Node][] {
  const places = Object.entries(by_model)
  return without_model === undefined ? places : [...places, ['no model', without_model]]
}

function credentialOf(to: To, entries: Entries): string {
  switch (to.kind) {
    case 'adapter':
    case 'models':
      return ''
    case 'passthrough':
      return 'of where it goes'
    case 'tree':
      return anyOf(to.targets.map((each) => credentialOf(each, entries)))
    case 'by_model':
      return anyOf(placesOf(to).map(([, each]) => credentialOf(each, entries)))
    case 'provider':
    case 'url': {
      if (to.basic !== undefined) return to.basic.label
      const entry = to.kind === 'provider' ? entries.get(to.provider) : undefined
      return entry === undefined ? 'headers, else caller' : keyOf(entry)
    }
    default:
      return to satisfies never
  }
}

function anyOf(keys: readonly string[]): string {
  return [...new Set(keys.filter((key) => key !== ''))].join(' or ')
}

function whenOf({ path_ends, listeners }: RouteConfig): string {
  const by = listeners === undefined ? [] : [`by ${listeners.join(' or ')}`]
  return [...(path_ends === undefined ? [] : [`ending ${path_ends}`]), ...by].join(' ')
}

function addressOf({ provider, settings }: ProviderEntry): string {
  return shown(settings.url ?? provider.url ?? provider.region?.url ?? '(needs a url)')
}

/** A query in a base URL may hold a key. */
function shown(url: string): string {
  const query = url.indexOf('?')
  return query < 0 ? url : `${url.slice(0, query)}?…`
}

const CALLERS = 'caller'

function keyOf({ settings }: ProviderEntry): string {
  if (settings.key !== undefined) return settings.key.label
  if (settings.keys !== undefined) return anyOf(settings.keys.map(({ key }) => key.label))
  if (settings.entra !== undefined) return 'entra'
  if (settings.service_account !== undefined) return settings.service_account.label
  return settings.aws === undefined ? CALLERS : 'aws'
}

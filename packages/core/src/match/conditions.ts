import type { Identified } from '../exchange.ts'
import { parseHost } from '../web/host.ts'

/** What a header or query parameter must be: this text, of this form, or just there. */
export type ValueTest =
  | { readonly kind: 'equals'; readonly value: string }
  | { readonly kind: 'matches'; readonly pattern: RegExp }
  | { readonly kind: 'present' }

export interface Conditions {
  /** Host names in lower case; `*.suffix` for all below one. */
  readonly hosts: readonly string[]
  readonly headers: readonly (readonly [name: string, test: ValueTest])[]
  readonly query: readonly (readonly [name: string, test: ValueTest])[]
  /** Names of listeners; undefined for all. */
  readonly listeners?: ReadonlySet<string> | undefined
  /** What the path ends with. */
  readonly ending?: string | undefined
}

/** How many there are: a route that asks for more is more specific. */
export function weightOf(conditions: Conditions): number {
  const { hosts, headers, query, listeners } = conditions
  return (hosts.length > 0 ? 1 : 0) + (listeners === undefined ? 0 : 1) + headers.length + query.length
}

export function meets(exchange: Identified, conditions: Conditions): boolean {
  return (
    cameBy(exchange, conditions) &&
    hostMeets(exchange, conditions.hosts) &&
    headersMeet(exchange, conditions) &&
    queryMeets(exchange, conditions)
  )
}

function cameBy({ arrival, path }: Identified, { listeners, ending }: Conditions): boolean {
  if (ending !== undefined && !path.endsWith(ending)) return false
  return listeners === undefined || (arrival.listener !== undefined && listeners.has(arrival.listener))
}

function hostMeets({ arrival }: Identified, hosts: readonly string[]): boolean {
  if (hosts.length === 0) return true
  const name = parseHost(arrival.fields.get('host') ?? '')?.name
  if (name === undefined) return false
  return hosts.some((host) => (host.startsWith('*.') ? name.endsWith(host.slice(1)) : name === host))
}

function headersMeet({ arrival }: Identified, { headers }: Conditions): boolean {
  return headers.every(([name, test]) => anyPasses(arrival.fields.all(name), test))
}

function queryMeets({ query }: Identified, conditions: Conditions): boolean {
  if (conditions.query.length === 0) return true
  const pairs = new URLSearchParams(query)
  return conditions.query.every(([name, test]) => anyPasses(pairs.getAll(name), test))
}

function anyPasses(values: readonly string[], test: ValueTest): boolean {
  return values.some((value) => passes(value, test))
}

function passes(value: string, test: ValueTest): boolean {
  switch (test.kind) {
    case 'equals':
      return value === test.value
    case 'matches':
      return test.pattern.test(value)
    case 'present':
      return true
    default:
      return test satisfies never
  }
}

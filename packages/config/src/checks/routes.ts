import { Secret } from '@strait/core'
import { builtIns } from '../built-ins.ts'
import { describe, valueRange } from '../issues.ts'
import { nearestWord } from '../nearest.ts'
import type { Finding, Path } from '../problem.ts'
import { isMap } from '../schema/shape.ts'
import type { Tree } from '../yaml/tree.ts'
import { duplicates } from './duplicates.ts'
import { placesOf } from './places.ts'
import { at, listAt, mapAt, textAt } from './view.ts'

/** What the routes mean together, and to the providers. */
export function checkRoutes(tree: Tree): Finding[] {
  const each = listAt(tree, ['routes']).flatMap((_, i) => [
    ...placesOf(tree, ['routes', i, 'to']).flatMap((to) => [...checkProvider(tree, to), ...checkRest(tree, i, to)]),
    ...checkListenerNames(tree, i),
  ])
  return [...each, ...sameNames(tree), ...sameConditions(tree)]
}

function checkListenerNames(tree: Tree, i: number): Finding[] {
  const own = at(tree, ['routes', i, 'listeners'])
  const there = [at(tree, ['listen'])].flat().flatMap((each) => (isMap(each) ? [each['name']] : []))
  const known = there.filter((name): name is string => typeof name === 'string')
  return [own].flat().flatMap((name, k): Finding[] => {
    if (typeof name !== 'string' || known.includes(name)) return []
    const path = Array.isArray(own) ? ['routes', i, 'listeners', k] : ['routes', i, 'listeners']
    const near = nearestWord(name, known)
    const hint = near === undefined ? `name one: listen: [{ address: …, name: ${name} }]` : `write ${near}`
    return [{ path, at: valueRange(path, tree), says: 'there is no listener of this name', hint }]
  })
}

function checkProvider(tree: Tree, to: Path): Finding[] {
  const path = [...to, 'provider']
  const name = textAt(tree, path)
  const configured = Object.keys(mapAt(tree, ['providers']))
  const usable = [...builtIns]
    .filter(([, builtIn]) => builtIn.hasAddress && !builtIn.needsRegion)
    .map(([known]) => known)
  if (name === undefined || configured.includes(name) || usable.includes(name) || name === 'echo') return []
  const near = nearestWord(name, [...configured, ...usable])
  const hint = builtIns.has(name)
    ? `${name} needs an address: write it under providers`
    : near === undefined
      ? `add ${name} under providers`
      : `write ${near}`
  return [
    {
      path,
      at: valueRange(path, tree),
      says: 'there is no such provider',
      found: describe(name, path, tree),
      expected: expectedProviders(configured),
      hint,
    },
  ]
}

function expectedProviders(configured: readonly string[]): string {
  return configured.length === 0
    ? 'a built-in provider, or a name under providers'
    : `one of ${configured.join(', ')}, or a built-in provider`
}

/** `{rest}` is what `*` matched; without a `*` it is always empty. */
function checkRest(tree: Tree, i: number, to: Path): Finding[] {
  const path = [...to, 'path']
  if (!textAt(tree, path)?.includes('{rest}') || textAt(tree, ['routes', i, 'path'])?.includes('*') !== false) return []
  return [
    {
      path,
      at: valueRange(path, tree),
      says: '{rest} is what * matched, and the path of this route has no *',
      hint: 'add * to path, or write {path}',
    },
  ]
}

function sameNames(tree: Tree): Finding[] {
  const names = listAt(tree, ['routes']).map((_, i) => textAt(tree, ['routes', i, 'name']))
  return duplicates(names).map(({ index, first }) => ({
    path: ['routes', index, 'name'],
    at: valueRange(['routes', index, 'name'], tree),
    says: `${tree.called(['routes', first])} has this name already`,
    hint: 'names of routes are unique: logs and counters go by them',
  }))
}

function sameConditions(tree: Tree): Finding[] {
  const keys = listAt(tree, ['routes']).map((_, i) => conditionKey(tree, i))
  return duplicates(keys).map(({ index, first }) => ({
    path: ['routes', index],
    at: valueRange(['routes', index, 'path'], tree),
    says: `${tree.called(['routes', first])} has the same path and conditions, so this route is never reached`,
    hint: 'take one of the two out, or add a condition (methods, host, headers, query)',
  }))
}

function conditionKey(tree: Tree, i: number): string | undefined {
  const path = textAt(tree, ['routes', i, 'path'])
  if (path === undefined) return undefined
  const [methods, host, headers, query] = ['methods', 'host', 'headers', 'query'].map((name) =>
    at(tree, ['routes', i, name]),
  )
  const [listeners, ending] = ['listeners', 'path_ends'].map((name) => at(tree, ['routes', i, name]))
  return JSON.stringify([
    ...[path, ending ?? '', sorted(listeners), sorted(methods), sorted(lower(host))],
    ...[normal(headers, true), normal(query, false)],
  ])
}

function sorted(value: unknown): unknown {
  return Array.isArray(value) ? value.map(String).sort() : value === undefined ? [] : [value]
}

function lower(value: unknown): unknown {
  if (typeof value === 'string') return value.toLowerCase()
  return Array.isArray(value) ? value.map(lower) : value
}

function normal(value: unknown, fold: boolean): unknown {
  if (value instanceof Secret) return value.reveal()
  if (!isMap(value)) return value
  const entries = Object.entries(value).map(
    ([name, each]) => [fold ? name.toLowerCase() : name, normal(each, false)] as const,
  )
  return entries.length === 0 ? undefined : entries.sort(([a], [b]) => (a < b ? -1 : 1))
}

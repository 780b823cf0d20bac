import type { RouteConfig } from '../schema/route.ts'

type Named = Pick<RouteConfig, 'name' | 'methods' | 'path' | 'path_ends' | 'listeners'>

/**
 * What each route is called, in their order. Logs and counters go by it, so no two are called the same: of routes that
 * differ only in conditions on host, headers or query, the later ones have a number.
 */
export function routeNames(routes: readonly Named[]): readonly string[] {
  const taken = new Set(routes.flatMap(({ name }) => name ?? []))
  return routes.map((route) => {
    if (route.name !== undefined) return route.name
    const plain = plainName(route)
    let name = plain
    for (let n = 2; taken.has(name); n++) name = `${plain} (${n})`
    taken.add(name)
    return name
  })
}

function plainName({ methods, path, path_ends, listeners }: Named): string {
  const parts = [listeners?.join('|'), methods?.join('|'), path, path_ends && `ending ${path_ends}`]
  return parts.filter(Boolean).join(' ')
}

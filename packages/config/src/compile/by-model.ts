import { byModel, compileStar, type Route, ruled } from '@strait/core'
import { custom } from '@strait/core/providers'
import type { Node } from '../schema/target.ts'
import type { To } from '../schema/to.ts'

/** Makes the route of one of the places; `pattern` is the name under which it stands. */
type Place = (to: Node, label: string, pattern: string) => Route

/** A route whose place the model decides. Where there is no choice, nothing is looked at. */
export function byModelRoute(name: string, to: To & { kind: 'by_model' }, place: Place): Route {
  const routes = Object.entries(to.by_model).map(([pattern, each]) => ({
    pattern,
    route: place(each, `${name} ${pattern}`, pattern),
  }))
  const rest = to.without_model === undefined ? undefined : place(to.without_model, `${name} without a model`, '*')
  const star = routes.find(({ pattern }) => pattern === '*')?.route
  if (star !== undefined && routes.length === 1 && rest === undefined) return star
  const all = [...routes.map(({ route }) => route), ...(rest === undefined ? [] : [rest])]
  const providers = new Set(all.map(({ provider }) => provider ?? custom))
  const [only, another] = providers
  const provider = another === undefined && only !== undefined ? only : custom
  // Without a place of their own, requests without a model go where all others go.
  const last = rest ?? star
  const table = {
    choices: routes.map(({ pattern, route }) => ({
      model: compileStar(pattern),
      send: ruled(route.rules, route.send),
    })),
    withoutModel: last && ruled(last.rules, last.send),
    // Its paths are those of all; what only one of them has comes behind.
    providers: [custom, ...providers],
  }
  const base = star ?? rest ?? (all[0] as Route)
  return { ...base, name, provider, errors: provider.errors, rules: [], leaf: undefined, send: byModel(table) }
}

import { byModel, compileStar, GatewayError, type Route, type Sender } from '@strait/core'
import { custom } from '@strait/core/providers'
import type { Single, To } from '../schema/to.ts'

/** Makes the route of one of the places; `pattern` is the name under which it stands. */
type Place = (to: Single, label: string, pattern: string) => Route

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
  const table = {
    choices: routes.map(({ pattern, route }) => ({ model: compileStar(pattern), send: ruled(route) })),
    withoutModel: rest === undefined ? star && ruled(star) : ruled(rest),
    // Its paths are those of all; what only one of them has comes behind.
    providers: [custom, ...providers],
  }
  const base = star ?? rest ?? (all[0] as Route)
  return { ...base, name, provider, errors: provider.errors, rules: [], send: byModel(table) }
}

/** Who may call a place is asked once it is known which one it is. */
function ruled({ rules, send }: Route): Sender {
  if (rules.length === 0) return send
  return async (exchange, kit) => {
    for (const rule of rules) {
      const verdict = await rule.check(exchange, kit)
      if (verdict.kind === 'refuse') throw new GatewayError(verdict.code, verdict)
    }
    return send(exchange, kit)
  }
}

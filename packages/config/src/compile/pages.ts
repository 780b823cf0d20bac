import { type LocalAnswer, localRoute, type Route, utf8 } from '@strait/core'

export interface PageFacts {
  readonly version: string
  /** Door paths with what they lead to, for `GET /`. */
  readonly doors: readonly { readonly path: string; readonly to: string }[]
  readonly echo: boolean
}

const JSON_TYPE = ['content-type', 'application/json', 'x-content-type-options', 'nosniff', 'cache-control', 'no-store']

function json(status: number, value: unknown): LocalAnswer {
  return { status, headers: JSON_TYPE, body: utf8(`${JSON.stringify(value, undefined, 2)}\n`) }
}

/** `/-/...`: what probes and operators ask. */
export function ownPages(): { pages: ReadonlyMap<string, Route>; missing: Route } {
  const healthy = localRoute('healthy', () => json(200, { status: 'ok' }))
  const ready = localRoute('ready', (_exchange, { state }) =>
    state.ready && !state.draining
      ? json(200, { status: 'ready' })
      : json(503, { status: state.draining ? 'draining' : 'starting' }),
  )
  const missing = localRoute('own', () =>
    json(404, { error: { code: 'no_route', message: 'Strait has no such page. There are /-/healthy and /-/ready.' } }),
  )
  return {
    pages: new Map([
      ['/-/healthy', healthy],
      ['/-/ready', ready],
    ]),
    missing,
  }
}

/** `GET /`: what this is, where its doors are and a call that works. Who shows no valid key learns no names. */
export function landingPage(facts: PageFacts): Route {
  return localRoute('landing', (exchange) => {
    const known = exchange.caller.kind !== 'unknown'
    const host = exchange.arrival.fields.get('host') ?? 'localhost'
    const origin = `${exchange.arrival.scheme}://${host}`
    return json(200, {
      name: 'strait',
      version: facts.version,
      about: 'An LLM passthrough gateway: all the policies, none of the transformation.',
      ...(known ? { doors: facts.doors, try: tryThis(facts, origin) } : { key: 'Send a key to see the doors.' }),
    })
  })
}

/** A call that works as pasted: the echo needs no account; a provider needs the caller's key. */
export function tryThis(facts: { readonly echo: boolean; readonly doors: PageFacts['doors'] }, origin: string): string {
  if (facts.echo)
    return `curl ${origin}/echo/v1/chat/completions -H 'content-type: application/json' -d '{"model":"any"}'`
  const [door] = facts.doors
  return door === undefined ? `curl ${origin}/-/healthy` : `curl ${origin}${door.path.replace(/\*$/, '')}`
}

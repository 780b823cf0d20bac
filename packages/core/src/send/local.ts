import type { Admitted } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import type { Route, Sender } from '../plan.ts'

export interface LocalAnswer {
  readonly status: number
  /** Flat list, without `content-length`. */
  readonly headers: readonly string[]
  readonly body: Uint8Array | undefined
}

type Respond = (exchange: Admitted, kit: Kit) => LocalAnswer | Promise<LocalAnswer>

/** A page of Strait's own: open, without an upstream. */
export function localRoute(name: string, respond: Respond): Route {
  return {
    name,
    door: 'own',
    open: true,
    provider: undefined,
    errors: 'plain',
    methods: undefined,
    rules: [],
    taps: [],
    send: local(respond),
  }
}

export function local(respond: Respond): Sender {
  return async (exchange, kit) => {
    const { status, headers, body } = await respond(exchange, kit)
    const lines = body === undefined ? headers : [...headers, 'content-length', String(body.length)]
    const bodyless = exchange.arrival.method === 'HEAD'
    return {
      kind: 'answer',
      answer: {
        status,
        reason: undefined,
        headers: lines,
        body: bodyless ? undefined : body,
        rules: undefined,
        from: 'strait',
      },
    }
  }
}

import { accepted, arrival } from '../../../test/harness.ts'
import type { Admitted, Arrival, Caller, Match, Metadata } from '../../exchange.ts'
import { utf8 } from '../../web/bytes.ts'
import { compileQuery, type Query } from './query.ts'

export interface Asked {
  readonly target?: string
  readonly method?: string
  readonly headers?: readonly string[]
  readonly metadata?: Metadata
  readonly caller?: Caller
  /** Text that is here already, or pieces that come one after the other. */
  readonly body?: string | readonly string[]
}

/** A request on its way to the conditions; `asked` counts the pieces of its body that were taken from the client. */
export function askedExchange(from: Asked): { readonly exchange: Admitted; readonly asked: () => number } {
  let asked = 0
  async function* pieces(of: readonly string[]) {
    for (const piece of of) {
      asked++
      yield utf8(piece)
    }
  }
  const { target = '/v1/chat/completions', method = 'POST', headers = [], metadata, body } = from
  const framing =
    typeof body === 'string' ? ['content-length', String(utf8(body).length)] : ['transfer-encoding', 'chunked']
  const over: Partial<Arrival> = {
    target,
    method,
    body: body === undefined ? undefined : typeof body === 'string' ? utf8(body) : pieces(body),
  }
  const fields = body === undefined ? headers : [...headers, ...framing]
  const exchange = accepted(arrival({ ...over, headers: fields }))
  exchange.caller = from.caller ?? { kind: 'anonymous' }
  // Conditions come behind matching, and ask nothing of the match.
  exchange.match = {} as Match
  if (metadata !== undefined) {
    exchange.spoken = {
      traceId: undefined,
      metadata,
      patience: 0,
      refresh: false,
      answerNames: new Set(),
      answerLines: () => [],
    }
  }
  return { exchange: exchange as Admitted, asked: () => asked }
}

export function compiled(written: unknown): Query {
  const result = compileQuery(written)
  if (result.kind === 'wrong') throw new Error(`${JSON.stringify(written)}: ${result.says}`)
  return result.query
}

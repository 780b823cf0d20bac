import type { Exchange } from '../exchange.ts'

/** A WebSocket's handshake has no body: OpenAI's realtime API names the model in the query, Azure's dated one the deployment. */
export const MODEL_PAIRS = ['model', 'deployment'] as const

export function queryModel({ arrival, query }: Pick<Exchange, 'arrival' | 'query'>): string | undefined {
  if (arrival.kind !== 'upgrade') return undefined
  const pairs = new URLSearchParams(query)
  const model = pairs.get('model') ?? pairs.get('deployment')
  return model === null || model === '' || /[\x00-\x1f\x7f-\x9f]/.test(model) ? undefined : model
}

import type { AdmitRule } from '../../src/index.ts'

/** A concurrency limit: takes a place in the state, gives it back when the exchange ends. */
export const oneAtATime: AdmitRule = {
  name: 'one-at-a-time',
  check(exchange, { state }) {
    const places = state.part('one-at-a-time', () => ({ taken: 0 }))
    if (places.taken >= 1) return { kind: 'refuse', code: 'overloaded', retryAfter: 1 }
    places.taken++
    exchange.undo.push(() => {
      places.taken--
    })
    return { kind: 'allow' }
  },
}

import type { Admitted } from './exchange.ts'

/** Members that one attempt may have of its own. */
type Own = Partial<Pick<Admitted, 'arrival' | 'body' | 'cancel' | 'match' | 'path' | 'taps' | 'undo'>>

/**
 * The same exchange for one attempt, with some members of its own. What it notes and counts is the exchange's: those
 * are shared. What it sets anew is not.
 */
export function fork(exchange: Admitted, own: Own): Admitted {
  // Made when they are first asked for, by a getter that a copy of the members leaves out.
  const { notes } = exchange
  return {
    ...exchange,
    notes,
    // As are all getters.
    get client() {
      return exchange.client
    },
    // Whoever watches the bytes asks at their end whose they were.
    get answer() {
      return exchange.answer
    },
    ...own,
  }
}

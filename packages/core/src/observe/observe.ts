import type { Exchange } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import { writeRecord } from './write-record.ts'

/**
 * What was it? Exactly once per exchange, after its last byte; also gives back what the exchange had taken. Never
 * throws: it runs in callbacks where nobody could answer for it.
 */
export function observe(exchange: Exchange, kit: Kit): void {
  if (exchange.observed) return
  exchange.observed = true
  // Last taken, first given back.
  for (let undo = exchange.undo.pop(); undo !== undefined; undo = exchange.undo.pop()) {
    attempt(undo, 'undo-failures', kit)
  }
  exchange.body.discard()
  tell(exchange, kit)
  kit.state.end()
}

function tell(exchange: Exchange, kit: Kit): void {
  const { observers } = kit.plan
  if (observers.length === 0 && exchange.trace === undefined) return
  const record = writeRecord(exchange, kit)
  exchange.trace?.end(record)
  for (const observer of observers) attempt(() => observer.record(record), 'observer-failures', kit)
}

/** What fails here is counted and never touches traffic: the others still get their turn. */
function attempt(call: () => unknown, failures: string, { state }: Kit): void {
  const count = () => {
    state.part(failures, () => ({ count: 0 })).count++
  }
  try {
    const made = call()
    // Nobody else would hear it: an unheard rejection ends the process.
    if (made instanceof Promise) made.catch(count)
  } catch {
    count()
  }
}

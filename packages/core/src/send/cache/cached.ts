import { BY_NOTE } from '../../cache-note.ts'
import type { Admitted } from '../../exchange.ts'
import type { Kit } from '../../kit.ts'
import type { Sender } from '../../plan.ts'
import { after } from '../../web/after.ts'
import type { Outcome } from '../outcome.ts'
import { type CacheUse, cacheUse } from './cache-use.ts'
import { fillTap } from './fill.ts'
import { find } from './find.ts'
import { Flights } from './flights.ts'
import { keep, keepable } from './keep.ts'
import { type Named, nameOf } from './name-of.ts'
import { replay } from './replay.ts'
import { type CacheRules, type CacheStatus, setStatus } from './rules.ts'
import type { CachedAnswer } from './store.ts'

type Use = CacheUse & { readonly kind: 'use' }

/** A request that the cache may know: its name, and what may be done with it. */
interface Ask extends Named, Use {}

/**
 * A cache before a sender: an answer that was given to the very same request of the very same caller is given again.
 * What it can't keep or name goes on as if it were not there, and so does everything when its store fails.
 */
export function cached(send: Sender, rules: CacheRules): Sender {
  const flights = rules.collapse ? new Flights(send, rules) : undefined

  function passed(status: CacheStatus, exchange: Admitted, kit: Kit): Outcome | Promise<Outcome> {
    setStatus(status, exchange)
    return send(exchange, kit)
  }

  function named(name: Named | undefined, use: Use, exchange: Admitted, kit: Kit): Outcome | Promise<Outcome> {
    if (name === undefined) return passed('bypass', exchange, kit)
    const ask: Ask = { ...name, ...use }
    if (use.refresh) return asked('refresh', ask, exchange, kit)
    return after(find(ask.key, rules.store, kit), (found) => looked(found, ask, exchange, kit))
  }

  function looked(found: CachedAnswer | undefined, ask: Ask, exchange: Admitted, kit: Kit): Outcome | Promise<Outcome> {
    const now = kit.runtime.now()
    if (found === undefined || found.expires <= now || now - found.storedAt >= ask.accept) {
      if (flights === undefined) return asked('miss', ask, exchange, kit)
      return flights.take(ask, exchange, kit, () => asked('miss', ask, exchange, kit))
    }
    setStatus('hit', exchange)
    if (found.by !== undefined) exchange.notes.set(BY_NOTE, found.by)
    return { kind: 'answer', answer: replay(found, now) }
  }

  async function asked(status: CacheStatus, { key, maxAge }: Ask, exchange: Admitted, kit: Kit): Promise<Outcome> {
    setStatus(status, exchange)
    const outcome = await send(exchange, kit)
    const kept = keepable(outcome, exchange, rules)
    if (kept === undefined) return outcome
    const fill = fillTap(rules.maxEntry, (joined) => {
      // Whoever stands around this sender may have taken another's answer in the end: those bytes are not these.
      if (exchange.answer?.body === kept.from) keep({ key, kept, joined, maxAge }, rules, kit)
    })
    exchange.taps.push(fill)
    return outcome
  }

  return (exchange, kit) => {
    const use = cacheUse(exchange, rules)
    if (use.kind !== 'use') return passed(use.kind, exchange, kit)
    const name = nameOf(exchange, rules, kit)
    if (name instanceof Promise) return name.then((late) => named(late, use, exchange, kit))
    return named(name, use, exchange, kit)
  }
}

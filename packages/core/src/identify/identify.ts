import type { Accepted, Caller, Identified } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import { PASS, Passes } from '../passes.ts'
import { readCarriers } from '../providers/carriers.ts'
import { dropQueryPair } from '../web/mask.ts'
import type { AccessKeys } from './access-keys.ts'

const anonymous: Caller = { kind: 'anonymous' }
const missing: Caller = { kind: 'unknown', code: 'key_missing' }
const invalid: Caller = { kind: 'unknown', code: 'key_invalid' }

/**
 * Who calls? An SDK puts its key where its provider wants it, so a key of ours is accepted in any of those
 * places. Every carrier that holds it is noted, and `prepare` takes exactly those out.
 */
export function identify(exchange: Accepted, kit: Kit): Identified | Promise<Identified> {
  const { keys } = kit.plan
  if (keys === undefined) return identified(exchange, anonymous)
  return identifyByKey(exchange, keys, kit)
}

async function identifyByKey(exchange: Accepted, keys: AccessKeys, kit: Kit): Promise<Identified> {
  const found = readCarriers(exchange.arrival.fields, exchange.query, keys.headers)
  const passed = exchange.query.includes(PASS) ? byPass(exchange, keys, kit) : undefined
  if (found.length === 0) return identified(exchange, passed ?? missing)
  let caller: Caller = passed ?? invalid
  const ours = [...exchange.carriers]
  for (const { carrier, value } of found) {
    const name = await keys.find(value)
    if (name === undefined) continue
    caller = { kind: 'key', name }
    ours.push(carrier)
  }
  exchange.carriers = ours
  return identified(exchange, caller)
}

/** The address itself is the key, where we gave it; it goes no further. */
function byPass(exchange: Accepted, keys: AccessKeys, { runtime, state }: Kit): Caller | undefined {
  const { path, query } = exchange
  const own = dropQueryPair(query, PASS)
  if (own === query) return undefined
  exchange.carriers = [{ kind: 'query', name: PASS }]
  const token = new URLSearchParams(query).get(PASS) ?? ''
  const name = Passes.of(state).callerOf(token, path + own, keys, runtime.clock())
  return name === undefined ? undefined : { kind: 'key', name }
}

function identified(exchange: Accepted, caller: Caller): Identified {
  exchange.stage = 'identify'
  exchange.caller = caller
  return exchange as Identified
}

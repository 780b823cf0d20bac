import type { Accepted, Caller, Identified } from '../exchange.ts'
import type { Kit } from '../kit.ts'
import { readCarriers } from '../providers/carriers.ts'
import type { AccessKeys } from './access-keys.ts'

const anonymous: Caller = { kind: 'anonymous' }
const missing: Caller = { kind: 'unknown', code: 'key_missing' }
const invalid: Caller = { kind: 'unknown', code: 'key_invalid' }

/**
 * Who calls? An SDK puts its key where its provider wants it, so a key of ours is accepted in any of those
 * places. Every carrier that holds it is noted, and `prepare` takes exactly those out.
 */
export function identify(exchange: Accepted, { plan }: Kit): Identified | Promise<Identified> {
  if (plan.keys === undefined) return identified(exchange, anonymous)
  return identifyByKey(exchange, plan.keys)
}

async function identifyByKey(exchange: Accepted, keys: AccessKeys): Promise<Identified> {
  const found = readCarriers(exchange.arrival.fields, exchange.query)
  if (found.length === 0) return identified(exchange, missing)
  let caller = invalid
  const ours = []
  for (const { carrier, value } of found) {
    const name = await keys.find(value)
    if (name === undefined) continue
    caller = { kind: 'key', name }
    ours.push(carrier)
  }
  exchange.carriers = ours
  return identified(exchange, caller)
}

function identified(exchange: Accepted, caller: Caller): Identified {
  exchange.stage = 'identify'
  exchange.caller = caller
  return exchange as Identified
}

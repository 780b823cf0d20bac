import type { Identified, Match } from '../../exchange.ts'
import { ambiguous } from '../../match/ambiguous.ts'
import { type BareCandidate, bareHouses, type House } from '../../match/bare-houses.ts'
import type { Matcher } from '../../plan.ts'
import { detect } from '../../providers/detect.ts'
import type { Choice, PassthroughDoor } from './passthrough-door.ts'

/** A door with the routes that it leads to. */
export interface OpenDoor {
  readonly door: PassthroughDoor
  /** By type; the door's first is among them. */
  readonly houses: ReadonlyMap<string, House>
}

/** Undefined where nobody of its first type is there. */
export function openDoor(door: PassthroughDoor, candidates: readonly BareCandidate[]): OpenDoor | undefined {
  const byProvider = bareHouses(candidates)
  const houses = new Map<string, House>()
  for (const type of door.types) {
    for (const [provider, house] of byProvider) if (provider.name === type) houses.set(type, house)
  }
  return houses.has(door.types[0]) ? { door, houses } : undefined
}

/** The prefix ends with its segment; not a byte of what follows is touched here. */
export function passthroughMatcher(doors: readonly OpenDoor[]): Matcher {
  const byPath = new Map(doors.map((open) => [open.door.path, open]))
  return {
    door: 'dialects',
    match(exchange) {
      const { path } = exchange
      const end = path.indexOf('/', 1)
      const open = byPath.get(end < 0 ? path : path.slice(0, end))
      if (open === undefined) return undefined
      const rest = end < 0 ? '' : path.slice(end)
      const choice = open.door.choose?.(exchange, rest)
      return choice instanceof Promise
        ? choice.then((late) => settle(exchange, open, rest, late))
        : settle(exchange, open, rest, choice)
    },
  }
}

function settle(exchange: Identified, { door, houses }: OpenDoor, rest: string, choice?: Choice): Match {
  const usual = door.types[0]
  const house = houses.get(choice?.type ?? usual) ?? (houses.get(usual) as House)
  const [heir, another] = house.heirs
  if (heir === undefined || another !== undefined) throw ambiguous(exchange, house.heirs)
  const rule = `door ${door.path}${choice === undefined ? '' : `: ${heir.name} by ${choice.by}`}`
  return { route: heir.route, rest, detected: detect(house.provider, exchange.arrival.method, rest), rule }
}

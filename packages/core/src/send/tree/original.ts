import { GatewayError } from '../../errors.ts'
import type { Admitted, Match } from '../../exchange.ts'
import { fork } from '../../fork.ts'
import type { Kit } from '../../kit.ts'
import type { Matcher, Route, Sender } from '../../plan.ts'
import { guardPlace } from '../../prepare/guard-place.ts'
import { after } from '../../web/after.ts'
import { inTurn } from '../override.ts'
import { ruled } from '../ruled.ts'
import type { BodyEdit, Target, Timeouts } from '../target.ts'
import type { Branch } from './branch.ts'
import { buildLeaf, type Manner } from './build-leaf.ts'
import type { Tree } from './tree.ts'

/** What a tree says of the place that the request itself asks for: how it is asked, not where or as whom. */
export interface OriginalPlan {
  readonly name: string
  readonly option: string
  readonly weight: number
  readonly manner: Pick<Manner, 'retry' | 'breaker' | 'hedge'>
  readonly timeouts: (own: Timeouts) => Timeouts
  /** ms to the head of the answer, where a request brought the tree along and says so in it. */
  readonly patience?: number | undefined
  /** Of this very target; what the tree wants of bodies is not meant for it. */
  readonly edit: BodyEdit | undefined
  readonly recode: boolean | undefined
  readonly find: FindOriginal
}

/** What a door found, and what it takes the request for, where that is not as it came to the tree. */
export type Original = Match & Partial<Pick<Admitted, 'arrival' | 'path'>>

/** Throws where the request names nobody. */
export type FindOriginal = (exchange: Admitted, kit: Kit) => Original | Promise<Original>

/** Where the request would have gone by itself. */
export function buildOriginal(plan: OriginalPlan, tree: Tree): Branch {
  const { name, weight, find } = plan
  // One for each route that it turns out to be: those live as long as the plan, or as the headers that name them.
  const known = new WeakMap<Route, Sender>()

  function senderFor(route: Route): Sender {
    const before = known.get(route)
    if (before !== undefined) return before
    const send = ruled(route.rules, route.leaf === undefined ? route.send : asLeaf(route.leaf, plan, tree))
    known.set(route, send)
    return send
  }

  function sendBy(found: Original, exchange: Admitted, kit: Kit): ReturnType<Sender> {
    const { path = exchange.path, arrival = exchange.arrival, ...match } = found
    // A tree that a request brought along may be what the request asks for itself.
    if (match.route === exchange.match.route) throw new GatewayError('no_original')
    return senderFor(match.route)(fork(exchange, { match, path, arrival }), kit)
  }

  return {
    name,
    weight,
    send(exchange, kit) {
      return after(find(exchange, kit), (found) => sendBy(found, exchange, kit))
    },
    // Who it is differs from request to request.
    fit: () => true,
    load: () => 0,
    latency: () => undefined,
    ready: (exchange, kit) => {
      const match = find(exchange, kit)
      const guarded = ({ route }: Original) => guardPlace(route.leaf?.target.place, kit)
      return match instanceof Promise ? match.then(guarded) : guarded(match)
    },
  }
}

function asLeaf(leaf: NonNullable<Route['leaf']>, plan: OriginalPlan, tree: Tree): Sender {
  const { target, manner } = leaf
  const own: Target = {
    ...target,
    name: plan.name,
    option: plan.option,
    timeouts: plan.timeouts(target.timeouts),
    patience: plan.patience || target.patience,
    edit: inTurn(target.edit, plan.edit),
    recode: plan.recode ?? target.recode,
  }
  const asked: Manner = { ...manner, ...definedOf(plan.manner) }
  // What is known of the place of one request is not known of that of another.
  const id = `${tree.name}\n${target.name}`
  return buildLeaf({ ...leaf, target: own, id, weight: 1, manner: asked, watched: false }, tree).send
}

function definedOf<T extends object>(members: T): Partial<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>
}

const VERSION = /^\/v\d/

/**
 * By the doors behind those of the file: as if what follows the route's own path had been asked for, or the whole path.
 * A route for all below a version has taken nothing that is a name of its own.
 */
export function findByDoors(exchange: Admitted, kit: Kit): Original | Promise<Original> {
  const { path, match } = exchange
  const { rest } = match
  const ways = rest === '' || rest === path ? [path] : VERSION.test(path) ? [path, rest] : [rest, path]
  const doors = kit.plan.matchers.filter(({ door }) => DOORS.has(door))
  return firstOf(
    ways.flatMap((way) => doors.map((matcher) => ({ matcher, way }))),
    exchange,
  )
}

interface Asking {
  readonly matcher: Matcher
  /** The path that it is asked for. */
  readonly way: string
}

function firstOf([first, ...others]: readonly Asking[], exchange: Admitted): Original | Promise<Original> {
  if (first === undefined) throw new GatewayError('no_original')
  const asked = fork(exchange, { path: first.way })
  const settled = (match: Match | undefined) =>
    match === undefined ? firstOf(others, exchange) : original(match, asked, exchange)
  return after(first.matcher.match(asked), settled)
}

/** What control headers name is sent the path that they were asked about; all other doors tell what is below theirs. */
function original(match: Match, asked: Admitted, { path, caller }: Admitted): Original {
  // A route that is open to all gives nobody the keys behind every other door.
  if (caller.kind === 'unknown' && !match.route.open) throw new GatewayError(caller.code)
  return { ...match, arrival: asked.arrival, path: match.route.door === 'dialects' ? asked.path : path }
}

const DOORS: ReadonlySet<string> = new Set(['dialects', 'providers', 'bare'])

import type { Kit } from '../../kit.ts'
import type { Sender } from '../../plan.ts'
import { carriersOf } from '../../providers/carriers.ts'
import type { StarPattern } from '../../web/star-pattern.ts'
import type { BreakerOptions } from '../health/breaker.ts'
import { senderTo } from '../sender-to.ts'
import type { Credential, Target } from '../target.ts'
import { ActiveHealth, type ActiveHealthOptions } from './active-health.ts'
import type { Balance } from './balance.ts'
import { type Branch, groupOf, weighty } from './branch.ts'
import { healthRequest } from './health-request.ts'
import { hedge } from './hedge.ts'
import { keyPool, type SentModel } from './key-pool.ts'
import { leafOf } from './leaf.ts'
import { type Retry, retry } from './retry.ts'
import { type CareOptions, TargetCare } from './target-care.ts'
import type { Tree } from './tree.ts'
import { FALL_BACK, KEYS } from './triggers.ts'

/** How one target is asked, as the config says it: every member may be absent, and then it costs nothing. */
export interface Manner {
  readonly keys?: readonly TargetKey[] | undefined
  readonly keysBy?: Balance['by'] | undefined
  readonly keysSticky?: Balance['sticky']
  readonly retry?: Retry | undefined
  readonly breaker?: BreakerOptions | undefined
  readonly room?: CareOptions['room']
  readonly health?: (Omit<ActiveHealthOptions, 'request'> & { readonly path: string }) | undefined
  /** `after` in ms; undefined: what lately was late. */
  readonly hedge?: { readonly after: number | undefined } | undefined
}

export interface TargetKey {
  readonly credential: Credential
  readonly label: string
  readonly weight: number
  /** undefined: for all. */
  readonly models: readonly StarPattern[] | undefined
}

export interface LeafPlan {
  readonly target: Target
  /** Stable and unique: what health and counters go by. Default: the name of the target. */
  readonly id?: string | undefined
  readonly weight: number
  readonly manner: Manner
  /** Others stand beside it, and want to know how it is. */
  readonly watched: boolean
  /** What makes a sender of it. */
  readonly sender?: ((target: Target) => Sender) | undefined
  /** The model that it gets in place of the asked one, for whoever chooses a key by that; absent: that one. */
  readonly model?: SentModel | undefined
}

/** A target with all that is said of how it is asked: attempts at its keys, hedged, tried again. */
export function buildLeaf(plan: LeafPlan, tree: Tree): Branch {
  const { manner } = plan
  const asked = withKeys(plan, tree)
  let { send } = asked
  if (manner.hedge !== undefined) send = hedge(send, { after: asked.late(manner.hedge.after), not: FALL_BACK }, tree)
  if (manner.retry !== undefined && manner.retry.attempts > 0) send = retry(send, manner.retry, tree)
  return { ...asked.branch, weight: plan.weight, send }
}

/** Whether one exchange can cost more than one attempt at it. */
export function mayRepeat({ keys = [], retry: again, hedge: second }: Manner): boolean {
  return keys.length > 1 || (again?.attempts ?? 0) > 0 || second !== undefined
}

interface Asked {
  readonly branch: Branch
  readonly send: Sender
  /** When a second attempt begins. */
  late(after: number | undefined): Parameters<typeof hedge>[1]['after']
}

function withKeys(plan: LeafPlan, tree: Tree): Asked {
  const { target, weight, manner } = plan
  const { keys } = manner
  const active = activeOf(plan)
  if (keys === undefined || keys.length === 0) {
    const { branch, care } = oneKey(plan, target, undefined, weight, active)
    return { branch, send: branch.send, late: (after) => (kit) => after ?? care.health(kit).times.value() }
  }
  const leaves = keys.map(({ credential, label, weight: share, models }) => {
    const restsAs = `${target.label}\n${label}`
    const own = { ...target, credential, keyLabel: label, restsAs, drop: carriersOf(target.provider) }
    return { ...oneKey(plan, own, label, share, active), models }
  })
  const policy: Balance = { by: manner.keysBy ?? 'weight', sticky: manner.keysSticky, on: KEYS }
  const send = keyPool(leaves, { provider: target.provider, model: plan.model }, policy, tree)
  const branches = leaves.map((leaf) => leaf.branch)
  return {
    branch: groupOf(target.name, weight, weighty(branches), send),
    send,
    late: (after) => (kit) => after ?? latest(leaves, kit),
  }
}

/** Which of the keys it will be is not known yet: late is what is late with each of them. */
function latest(leaves: readonly { readonly care: TargetCare }[], kit: Kit): number | undefined {
  const known = leaves.flatMap(({ care }) => care.health(kit).times.value() ?? [])
  return known.length === 0 ? undefined : Math.max(...known)
}

function oneKey(
  { manner, watched, target: { name: unique }, id = unique, sender = senderTo }: LeafPlan,
  target: Target,
  label: string | undefined,
  weight: number,
  active: ActiveHealth | undefined,
): { readonly branch: Branch; readonly care: TargetCare } {
  const { breaker, hedge: second, keys } = manner
  // A place that a request has chosen tells nothing about those of others, and takes no room from them.
  const isAsked = target.place.kind === 'asked'
  const room = isAsked ? undefined : manner.room
  const known = label === undefined ? id : `${id}\n${label}`
  const key = isAsked ? undefined : target.restsAs
  // What the config sets itself is no caller's doing.
  const scopeHeaders = target.provider.scopeHeaders?.filter((name) => target.request?.dropped.has(name) !== true)
  const renewed = target.credential?.kind === 'token'
  const care = new TargetCare({ name: isAsked ? undefined : known, key, scopeHeaders, renewed, breaker, room, active })
  const isWatched = watched || breaker !== undefined || room !== undefined || second !== undefined || keys !== undefined
  const name = label === undefined ? target.name : `${target.name} ${label}`
  return { branch: leafOf(name, weight, care, sender(isWatched ? { ...target, care } : target)), care }
}

/** Only an address of the config is asked by itself. */
function activeOf({ target, manner: { health } }: LeafPlan): ActiveHealth | undefined {
  const { place } = target
  if (health === undefined || place.kind !== 'fixed') return undefined
  return new ActiveHealth({ ...health, request: (kit) => healthRequest(target, place.base, health.path, kit) })
}

import type { Path } from '../../problem.ts'
import { isMap } from '../../schema/shape.ts'
import { Placed } from '../placed.ts'
import { inSeconds } from './seconds.ts'
import type { LitellmWork } from './work.ts'

/** Settings that say how one of several deployments is chosen, wherever of the two sections they stand. */
export const ROUTER_SETTINGS: ReadonlySet<string> = new Set([
  'allowed_fails',
  'cooldown_time',
  'default_fallbacks',
  'disable_cooldowns',
  'fallbacks',
  'model_group_alias',
  'num_retries',
  'retry_after',
  'routing_strategy',
])

export interface Fallback {
  readonly name: string
  readonly from: Path
}

export interface RouterSettings {
  /** Names that are asked for → names that take their place, in order. `*`: of all others. */
  readonly fallbacks: ReadonlyMap<string, readonly Fallback[]>
  /** Further names of groups. */
  readonly aliases: ReadonlyMap<string, string>
  readonly by: Placed | undefined
  readonly breaker: unknown
  readonly retry: Readonly<Record<string, unknown>> | undefined
}

const STRATEGIES: Readonly<Record<string, string | undefined>> = {
  'latency-based-routing': 'fastest',
  'least-busy': 'least_in_flight',
  'simple-shuffle': undefined,
}

/** The most that can be tried again here. */
const MOST = 10

export function readRouterSettings(work: LitellmWork): RouterSettings {
  return {
    fallbacks: readFallbacks(work),
    aliases: readAliases(work),
    by: readStrategy(work),
    breaker: readBreaker(work),
    retry: readRetry(work),
  }
}

/** The router's own word counts before that of all of LiteLLM. */
export function placeOf(work: LitellmWork, name: string): Path | undefined {
  return ['router_settings', 'litellm_settings'].map((section) => [section, name]).find((path) => work.has(path))
}

function readFallbacks(work: LitellmWork): ReadonlyMap<string, readonly Fallback[]> {
  const found = new Map<string, readonly Fallback[]>()
  const path = placeOf(work, 'fallbacks')
  for (const entry of path === undefined ? [] : work.entries(path)) {
    for (const name of work.names(entry)) found.set(name, namesAt(work, [...entry, name]))
  }
  const others = placeOf(work, 'default_fallbacks')
  if (others !== undefined && !found.has('*')) found.set('*', namesAt(work, others))
  return found
}

function namesAt(work: LitellmWork, path: Path): Fallback[] {
  return work.entries(path).flatMap((each) => {
    const name = isMap(work.at(each)) ? work.text([...each, 'model']) : work.text(each)
    if (isMap(work.at(each)) && work.names(each).length > 1)
      work.noteOnce('fallback params', each, 'of a fallback its model is used, and no other parameter')
    return name === undefined ? [] : [{ name, from: each }]
  })
}

function readAliases(work: LitellmWork): ReadonlyMap<string, string> {
  const path = placeOf(work, 'model_group_alias')
  if (path === undefined) return new Map()
  return new Map(
    work.names(path).flatMap((alias): [string, string][] => {
      const place = isMap(work.at([...path, alias])) ? [...path, alias, 'model'] : [...path, alias]
      const name = work.text(place)
      return name === undefined ? [] : [[alias, name]]
    }),
  )
}

function readStrategy(work: LitellmWork): Placed | undefined {
  const path = placeOf(work, 'routing_strategy')
  const word = path === undefined ? undefined : work.text(path)
  if (path === undefined || word === undefined) return undefined
  if (!Object.hasOwn(STRATEGIES, word)) {
    work.note(path, 'load is shared by weight: fastest, least busy and by weight are the ways there are')
    return undefined
  }
  return STRATEGIES[word] === undefined ? undefined : new Placed(STRATEGIES[word], path)
}

function readBreaker(work: LitellmWork): unknown {
  if (['router_settings', 'litellm_settings'].some((section) => work.isOn([section, 'disable_cooldowns'])))
    return undefined
  const fails = placeOf(work, 'allowed_fails')
  const cooldown = placeOf(work, 'cooldown_time')
  const allowed = fails && work.number(fails, 'write 3')
  const seconds = (cooldown && work.number(cooldown, 'write 30')) ?? 0
  if (allowed === undefined && seconds <= 0) return true
  return {
    // So many are let pass.
    failures: allowed !== undefined ? new Placed(allowed + 1, fails as Path) : undefined,
    rest: seconds > 0 ? new Placed(inSeconds(seconds), cooldown as Path) : undefined,
  }
}

function readRetry(work: LitellmWork): Readonly<Record<string, unknown>> | undefined {
  const path = placeOf(work, 'num_retries')
  const attempts = (path && work.number(path, 'write 2')) ?? 0
  if (path === undefined || !(attempts > 0)) return undefined
  if (attempts > MOST) work.note(path, `${MOST} further attempts are the most here`)
  const wait = placeOf(work, 'retry_after')
  const seconds = (wait && work.number(wait, 'write 5')) ?? 0
  const backoff = seconds > 0 && wait !== undefined ? { initial: new Placed(inSeconds(seconds), wait) } : undefined
  return { attempts: new Placed(Math.min(attempts, MOST), path), backoff }
}

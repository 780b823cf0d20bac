import { isObject } from '../../json/is-object.ts'
import { DEFAULT_BACKOFF } from '../../send/retry/backoff.ts'
import type { Retry } from '../../send/tree/retry.ts'
import { compileTriggers, RETRY } from '../../send/tree/triggers.ts'
import type { AskedCache, AskPolicies } from './ask.ts'
import { badControl, notBuilt } from './refusals.ts'

const MOST_ATTEMPTS = 10
const DEEPEST_OVERRIDE = 32

/** What of a level says how targets are asked; a member that is absent is inherited. */
export function readPolicies(members: ReadonlyMap<string, unknown>, where: string, above: AskPolicies): AskPolicies {
  const override = members.get('override_params')
  const retry = members.get('retry')
  const cache = members.get('cache')
  return {
    override: override === undefined ? above.override : { ...above.override, ...readOverride(override, where) },
    retry: retry === undefined ? above.retry : readRetry(retry, `${where}: retry`),
    cache: cache === undefined ? above.cache : readCache(cache, `${where}: cache`),
  }
}

function readOverride(value: unknown, where: string): Record<string, unknown> {
  const place = `${where}: override_params`
  if (!isObject(value)) throw badControl(place, 'write a JSON object of the members to set')
  if (depthOf(value) > DEEPEST_OVERRIDE) throw badControl(place, `it is more than ${DEEPEST_OVERRIDE} levels deep`)
  return value
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let deepest = 0
  for (const each of Object.values(value)) deepest = Math.max(deepest, depthOf(each))
  return deepest + 1
}

function readRetry(value: unknown, where: string): Retry {
  if (!isObject(value)) throw badControl(where, 'write {"attempts": 3}')
  const { attempts, useHeader, codes, ...rest } = named(value, where)
  if (Object.keys(rest).length > 0) throw badControl(where, 'it has a key that no retry has')
  if (typeof attempts !== 'number' || !Number.isInteger(attempts) || attempts < 0 || attempts > MOST_ATTEMPTS) {
    throw badControl(`${where}.attempts`, `write a whole number from 0 to ${MOST_ATTEMPTS}`)
  }
  if (useHeader !== undefined && typeof useHeader !== 'boolean') {
    throw badControl(`${where}.use_retry_after_header`, 'write true or false')
  }
  return {
    attempts,
    on: codes === undefined ? RETRY : compileTriggers([...readStatuses(codes, `${where}.on_status_codes`), 'unsent']),
    backoff: DEFAULT_BACKOFF,
    useRetryAfter: useHeader === true,
    longestWait: 60_000,
  }
}

function named(value: Record<string, unknown>, where: string): Record<string, unknown> {
  const known: Record<string, string> = {
    attempts: 'attempts',
    on_status_codes: 'codes',
    onStatusCodes: 'codes',
    use_retry_after_header: 'useHeader',
    useRetryAfterHeader: 'useHeader',
  }
  const found: Record<string, unknown> = {}
  for (const [written, each] of Object.entries(value)) {
    const name = Object.hasOwn(known, written) ? (known[written] as string) : `other ${written}`
    if (Object.hasOwn(found, name)) throw badControl(where, 'a key stands twice in it, in two spellings')
    if (each !== null) found[name] = each
  }
  return found
}

export function readStatuses(value: unknown, where: string): number[] {
  const isStatus = (each: unknown) => typeof each === 'number' && Number.isInteger(each) && each >= 100 && each <= 599
  if (!Array.isArray(value) || !value.every(isStatus))
    throw badControl(where, 'write a list of status codes: [429, 503]')
  return value
}

function readCache(value: unknown, where: string): AskedCache {
  if (!isObject(value)) throw badControl(where, 'write {"mode": "simple"}')
  const { mode, max_age: snake, maxAge: camel, ...rest } = value
  if (mode === 'semantic') throw notBuilt(`${where}.mode semantic`)
  if (mode !== 'simple') throw badControl(`${where}.mode`, 'write simple')
  if (Object.keys(rest).length > 0) throw badControl(where, 'it has a key that no cache has')
  const seconds = snake ?? camel ?? undefined
  if (seconds === undefined) return { maxAge: undefined }
  if (typeof seconds === 'number' && Number.isInteger(seconds) && seconds > 0 && seconds <= 31_536_000) {
    return { maxAge: seconds * 1000 }
  }
  throw badControl(`${where}.max_age`, 'write whole seconds')
}

/** A share among targets beside it. */
export function readWeight(value: unknown, where: string): number {
  if (value === undefined) return 1
  if (typeof value === 'number' && value >= 0 && value <= 1_000_000) return value
  throw badControl(`${where}: weight`, 'write a number from 0')
}

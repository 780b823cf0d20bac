import { at, mapAt } from '../../checks/view.ts'
import type { Path } from '../../problem.ts'
import { isMap } from '../../schema/shape.ts'
import { translateHeaders } from './endpoint-headers.ts'
import { inSeconds, PHASES } from './seconds.ts'
import { judgeSetting } from './settings.ts'
import { splitTarget, translateQuery } from './target.ts'
import type { LitellmWork } from './work.ts'

const ENDPOINTS = ['general_settings', 'pass_through_endpoints']

/** A module and what it exports, or a file of a bucket. */
const ADAPTER = /^(?:(?:s3|gcs):\/\/.+|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)$/

/** Members that are read, here and in the files beside this one; `id` and `is_from_config` are LiteLLM's own marks. */
const READ: ReadonlySet<string> = new Set(
  `auth cost_per_request default_query_params forward_headers headers id include_subpath is_from_config
  merge_query_params methods path target timeout`.split(/\s+/),
)

/** Each endpoint is a route; one with `include_subpath` is two: its path, and everything below. */
export function translateEndpoints(work: LitellmWork): void {
  const list = at(work.source, ENDPOINTS)
  if (list === undefined || list === null) return
  if (!Array.isArray(list)) {
    work.draft.mistake({ path: ENDPOINTS, says: 'it is no list', hint: 'write - path: …, and target: … below it' })
    return
  }
  for (const i of list.keys()) translateEndpoint(work, [...ENDPOINTS, i])
}

function translateEndpoint(work: LitellmWork, from: Path): void {
  const members = mapAt(work.source, from)
  if (!isMap(at(work.source, from))) {
    work.mistake(from, 'it is no endpoint', 'write path: …, and target: … below it')
    return
  }
  if (!isComplete(work, from)) return
  const path = work.value([...from, 'path'])
  const deep = work.isOn([...from, 'include_subpath'])
  // One base, whether or not a slash ends it.
  const base = deep && typeof path === 'string' ? path.replace(/\/+$/, '') : path
  for (const each of deep ? [base === '' ? '/' : base, `${base}/*`] : [base]) addRoute(work, each, from)
  if (work.isOn([...from, 'auth'])) {
    const says = 'no key is asked for, since there is no master_key'
    work.draft.restrict({ path: [...from, 'auth'], name: 'auth', says, heldBy: 'access' })
  }
  for (const name of Object.keys(members)) if (!READ.has(name)) judgeSetting(work, [...from, name])
}

function isComplete(work: LitellmWork, from: Path): boolean {
  const missing = ['path', 'target'].filter((name) => !work.has([...from, name]))
  for (const name of missing) work.draft.mistake({ path: from, says: `${name} is missing`, hint: `write ${name}: …` })
  return missing.length === 0
}

function addRoute(work: LitellmWork, path: unknown, from: Path): void {
  const { draft } = work
  const route = draft.push(['routes'], {}, from)
  draft.set([...route, 'path'], path, [...from, 'path'])
  const methods = at(work.source, [...from, 'methods'])
  if (Array.isArray(methods) && methods.length > 0) {
    const upper = methods.map((method) => (typeof method === 'string' ? method.toUpperCase() : method))
    draft.set([...route, 'methods'], upper, [...from, 'methods'])
  }
  addDestination(work, [...route, 'to'], from)
  addTimeouts(work, [...route, 'timeouts'], from)
  if (work.isOff([...from, 'auth'])) draft.set([...route, 'open'], true, [...from, 'auth'])
}

function addDestination(work: LitellmWork, to: Path, from: Path): void {
  const place = [...from, 'target']
  const target = work.value(place)
  if (typeof target === 'string' && ADAPTER.test(target)) {
    work.draft.set([...to, 'adapter'], target, place)
    work.noteOnce(
      `adapter ${target}`,
      place,
      'adapters are not part of this version: this route answers 501 and names it',
    )
    translateHeaders(work, undefined, from)
    addPrice(work, to, from)
    return
  }
  const { url, query } = splitTarget(target)
  work.draft.set([...to, 'url'], url, place)
  translateHeaders(work, to, from)
  translateQuery(work, to, from, query)
  addPrice(work, to, from)
}

function addPrice(work: LitellmWork, to: Path, from: Path): void {
  const place = [...from, 'cost_per_request']
  const value = at(work.source, place)
  if (value === undefined || value === null) return
  const amount = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value
  work.draft.set([...to, 'price', 'per_request'], amount, place)
  work.noteOnce('price', place, 'prices are kept, and not used yet: accounts come later')
}

function addTimeouts(work: LitellmWork, to: Path, from: Path): void {
  const place = [
    [...from, 'timeout'],
    ['general_settings', 'pass_through_request_timeout'],
  ].find((path) => work.has(path))
  if (place === undefined) return
  const seconds = Number(work.value(place))
  if (!(seconds > 0)) {
    work.draft.mistake({ path: place, says: 'it is no number of seconds', hint: 'write timeout: 600' })
    return
  }
  for (const phase of PHASES) work.draft.set([...to, phase], inSeconds(seconds), place)
}

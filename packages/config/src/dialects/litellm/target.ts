import { mapAt } from '../../checks/view.ts'
import type { Path } from '../../problem.ts'
import type { LitellmWork } from './work.ts'

type Pairs = ReadonlyMap<string, string>
const NONE: Pairs = new Map()

/**
 * The target's own query is what goes out where the caller sends none of the name: sent beside the caller's it would
 * say two things at once. One that is no plain list of names and values stays where it is.
 */
export function splitTarget(target: unknown): { url: unknown; query: Pairs } {
  if (typeof target !== 'string') return { url: target, query: NONE }
  const at = target.indexOf('?')
  const pairs = at < 0 || target.includes('#') ? undefined : readPairs(target.slice(at + 1))
  return pairs === undefined ? { url: target, query: NONE } : { url: target.slice(0, at), query: pairs }
}

function readPairs(query: string): Pairs | undefined {
  const pairs = new Map<string, string>()
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=')
    const name = decode(pair.slice(0, Math.max(0, equals)))
    const value = decode(pair.slice(equals + 1))
    if (equals <= 0 || name === undefined || value === undefined || pairs.has(name)) return undefined
    pairs.set(name, value)
  }
  return pairs
}

/** Undefined where encoding it again would give other bytes. */
function decode(text: string): string | undefined {
  if (!text.includes('%'))
    return /^[\w.~!'()*:/@${},-]*$/.test(text) && encodeURIComponent(text) === text ? text : reencodable(text)
  try {
    const decoded = decodeURIComponent(text)
    return encodeURIComponent(decoded) === text ? decoded : undefined
  } catch {
    return undefined
  }
}

/** A reference is filled in first, and encoded then. */
function reencodable(text: string): string | undefined {
  return /^\$\{[A-Za-z_]\w*\}$/.test(text) ? text : undefined
}

/** What the caller sends wins, then what stands in the target, then `default_query_params`. */
export function translateQuery(work: LitellmWork, to: Path, from: Path, query: Pairs): void {
  const { draft } = work
  const defaults = [...to, 'query_defaults']
  for (const [name, value] of query) draft.set([...defaults, name], value, [...from, 'target'])
  const place = [...from, 'default_query_params']
  for (const name of Object.keys(mapAt(work.source, place))) {
    if (!query.has(name)) draft.set([...defaults, name], work.written([...place, name]), [...place, name])
  }
}

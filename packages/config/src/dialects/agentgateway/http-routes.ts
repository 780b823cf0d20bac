import type { Path } from '../../problem.ts'
import type { Access } from './access.ts'
import { type Backend, readBackend } from './backends.ts'
import { type Door, hostsOf } from './doors.ts'
import { type Match, readMatches } from './matches.ts'
import { atRoot, type Outcome } from './outcomes.ts'
import { judgePolicies } from './policies.ts'
import { readRetry, retried } from './retry.ts'
import type { Routes } from './routes.ts'
import { rowsThatMatter } from './table.ts'
import { readTotal } from './timeouts.ts'
import { isCalled } from './trees.ts'
import type { AgentgatewayWork } from './work.ts'

interface Context {
  readonly work: AgentgatewayWork
  readonly routes: Routes
  readonly access: Access
}

/** One route of `listeners[].routes` or of the top level, for the listeners by which it is reached. */
export function translateRoute({ work, routes, access }: Context, from: Path, doors: readonly Door[]): void {
  const policies = [...from, 'policies']
  judgePolicies(work, policies)
  const backend = readBackend(work, from)
  const retry = readRetry(work, [...policies, 'retry'])
  const total = readTotal(work, [policies, ...backend.policies])
  const hostnames = work.entries([...from, 'hostnames']).flatMap((path) => work.text(path) ?? [])
  const matches = readMatches(work, from)
  for (const { door, hosts, listeners } of grouped(doors, hostnames)) {
    if (hosts?.length === 0) {
      work.note(from, 'no route is made of it: its host names are none of its listener')
      continue
    }
    const locked = access.isLocked([policies, ...door.policies])
    for (const match of matches) {
      for (const { path, pathEnds, outcome } of placesOf(work, policies, match, backend)) {
        const to = retried(outcome, retry)
        const { methods, headers, query } = match
        const common = { methods, headers, query, hosts: match.hosts ?? hosts, listeners, locked }
        routes.add({ from, path, pathEnds, to, total: isCalled(to) ? total : undefined, ...common })
      }
    }
  }
}

interface Group {
  readonly door: Door
  readonly hosts: readonly string[] | undefined
  readonly listeners: readonly string[]
}

/** Listeners through which it has the same host names make one route. */
function grouped(doors: readonly Door[], hostnames: readonly string[]): Group[] {
  const groups = new Map<string, Group>()
  for (const door of doors) {
    const hosts = hostsOf(door.hostname, hostnames)
    const key = JSON.stringify([hosts, door.policies])
    const there = groups.get(key)
    groups.set(key, { door, hosts, listeners: [...new Set([...(there?.listeners ?? []), door.listener])] })
  }
  return [...groups.values()]
}

interface Place {
  readonly path: string
  readonly pathEnds?: string | undefined
  readonly outcome: Outcome
}

function placesOf(work: AgentgatewayWork, policies: Path, match: Match, backend: Backend): Place[] {
  const { kind, text } = match.path
  const rewrite = readRewrite(work, policies)
  const exactly = (path: string): Place => {
    const rewritten = rewrite?.kind === 'prefix' ? rewrite.to || '/' : rewrite?.to
    return { path, outcome: backend.outcome(rewrite?.kind === 'full' ? rewrite.to : path, rewritten) }
  }
  if (kind === 'exact') return [exactly(text)]
  const below = belowOf(text, backend, rewrite)
  return text === '' ? below : [exactly(text), ...below]
}

function belowOf(prefix: string, backend: Backend, rewrite: Rewrite | undefined): Place[] {
  const path = `${prefix}/*`
  const rewritten = rewrite?.kind === 'prefix' ? `${rewrite.to}/{rest}` : rewrite?.to
  const suffixes = rewrite?.kind === 'full' ? [] : backend.suffixes
  const rows = [...suffixes, undefined].map((suffix) => ({
    suffix,
    outcome: backend.outcome(suffix ?? (rewrite?.kind === 'full' ? rewrite.to : ''), rewritten),
  }))
  return rowsThatMatter(rows).map(({ suffix, outcome }) => ({
    path,
    pathEnds: suffix,
    outcome: prefix === '' ? atRoot(outcome) : outcome,
  }))
}

type Rewrite = { readonly kind: 'full' | 'prefix'; readonly to: string }

function readRewrite(work: AgentgatewayWork, policies: Path): Rewrite | undefined {
  const path = [...policies, 'urlRewrite', 'path']
  const authority = [...policies, 'urlRewrite', 'authority']
  if (work.has(authority) && !['auto', 'none'].includes(String(work.at(authority)))) {
    work.noteOnce('authority', authority, 'not used: the host is that of the address')
  }
  const full = work.text([...path, 'full'])
  if (full !== undefined) return { kind: 'full', to: full }
  const prefix = work.text([...path, 'prefix'])
  return prefix === undefined ? undefined : { kind: 'prefix', to: prefix.replace(/\/+$/, '') }
}

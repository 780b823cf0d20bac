import { at, listAt } from '../../checks/view.ts'
import type { Path } from '../../problem.ts'
import { isMap } from '../../schema/shape.ts'
import { saysNothing } from '../restricting.ts'
import { judgeOthers, restrict } from './settings.ts'
import type { BifrostWork } from './work.ts'

const OWNERS = ['customers', 'teams', 'business_units']
const READ: ReadonlySet<string> = new Set(['auth_config', 'providers', 'routing_rules', 'virtual_keys'])
const LIMITS = ['budget_id', 'rate_limit_id', 'budgets', 'rate_limit']

/** What governs is read, so that its locks are known: they are not kept here. Rules are read elsewhere. */
export function translateGovernance(work: BifrostWork): void {
  judgePassword(work, ['auth_config'])
  judgePassword(work, ['governance', 'auth_config'])
  judgeOthers(work, ['governance'], READ)
  for (const owners of OWNERS) judgeOwnBudgets(work, ['governance', owners])
  judgeProviders(work, ['governance', 'providers'])
}

/** The password of the dashboard, which Bifrost may ask callers for as well. */
function judgePassword(work: BifrostWork, path: Path): void {
  if (!work.isOn([...path, 'is_enabled'])) return
  if (work.isOn([...path, 'disable_auth_on_inference'])) work.draft.note(path, 'not used: there is no dashboard')
  else restrict(work, path, 'auth_config')
}

/** Budgets that stand in a list of their own are told there. */
function judgeOwnBudgets(work: BifrostWork, path: Path): void {
  listAt(work.source, path).forEach((_, i) => {
    const place = [...path, i, 'budgets']
    if (!saysNothing(at(work.source, place))) restrict(work, place, 'budgets')
  })
}

/** A second place for what providers are and may spend. */
function judgeProviders(work: BifrostWork, path: Path): void {
  listAt(work.source, path).forEach((provider, i) => {
    const place = [...path, i]
    if (!isMap(provider)) return
    const limited = LIMITS.filter((name) => !saysNothing(provider[name]))
    for (const name of limited) restrict(work, [...place, name], 'governance.providers', 'it is not counted')
    if (limited.length === 0) work.noteOnce('governance.providers', place, 'not used: write it in providers')
  })
}

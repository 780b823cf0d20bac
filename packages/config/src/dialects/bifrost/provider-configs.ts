import { at, listAt } from '../../checks/view.ts'
import type { Path } from '../../problem.ts'
import { saysNothing } from '../restricting.ts'
import { names } from './key-lists.ts'
import { judgeOthers, restrict } from './settings.ts'
import type { BifrostWork } from './work.ts'

const READ: ReadonlySet<string> = new Set([
  'allow_all_keys',
  'allowed_models',
  'key_ids',
  'provider',
  'virtual_key_id',
  'weight',
])

/** The providers of the file that a virtual key may use. What is narrower than a provider does not hold here. */
export function providersOf(work: BifrostWork, key: Path): ReadonlySet<string> {
  const path = [...key, 'provider_configs']
  const entries = listAt(work.source, path).map((_, i) => [...path, i])
  const listed = new Map(entries.map((entry) => [nameOf(at(work.source, [...entry, 'provider'])), entry]))
  const everyOther = work.isOn([...key, 'allow_all_providers']) || (entries.length === 0 && work.emptyMeansAll)
  if (entries.length === 0 && !everyOther)
    work.draft.note(key, 'it opens no provider, as there: provider_configs names none')
  const there = work.names(['providers']).map(nameOf)
  return new Set(
    there.filter((name) => {
      const entry = listed.get(name)
      return entry === undefined ? everyOther : opens(work, entry, name)
    }),
  )
}

function opens(work: BifrostWork, entry: Path, provider: string): boolean {
  judgeOthers(work, entry, READ)
  const models = [...entry, 'allowed_models']
  const keys = [...entry, 'key_ids']
  const everyKey = work.isOn([...entry, 'allow_all_keys'])
  const none = [models, ...(everyKey ? [] : [keys])].find((list) => isNone(at(work.source, list), work.emptyMeansAll))
  if (none !== undefined) {
    work.draft.note(entry, `it opens nothing, as there: ${none.at(-1)} is empty, which since 1.5 stands for none`)
    return false
  }
  if (!isAll(at(work.source, models), work.emptyMeansAll)) restrict(work, models, 'allowed_models')
  if (!everyKey && !isAll(at(work.source, keys), work.emptyMeansAll) && !namesHeld(work, keys, provider))
    restrict(work, keys, 'key_ids')
  return true
}

/** Each key that is held is among those that the virtual key may use. */
function namesHeld(work: BifrostWork, list: Path, provider: string): boolean {
  return (work.heldKeys.get(provider) ?? []).every((key) => names(work, work.at(list), key))
}

/** Of models, keys and the like. */
export function isAll(list: unknown, emptyMeansAll: boolean): boolean {
  if (saysNothing(list)) return emptyMeansAll
  return Array.isArray(list) && list.includes('*')
}

function isNone(list: unknown, emptyMeansAll: boolean): boolean {
  return saysNothing(list) && !emptyMeansAll
}

/** Bifrost takes names of providers in any case. */
function nameOf(name: unknown): string {
  return String(name).toLowerCase()
}

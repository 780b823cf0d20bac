import { at, listAt, mapAt } from '../../checks/view.ts'
import type { Path } from '../../problem.ts'
import { nameOf } from './callers.ts'
import { providersOf } from './provider-configs.ts'
import { judgeOthers, restrict } from './settings.ts'
import type { BifrostWork } from './work.ts'

const VIRTUAL_KEYS = ['governance', 'virtual_keys']

const READ: ReadonlySet<string> = new Set([
  'access_profile_id',
  'allow_all_providers',
  'disable_content_logging',
  'delete_after_expire',
  'is_active',
  'provider_configs',
  'value',
])

/** Virtual keys that have a value in the file are the keys that callers need from now on. */
export function translateAccess(work: BifrostWork): void {
  const keys = listAt(work.source, VIRTUAL_KEYS)
  if (at(work.source, VIRTUAL_KEYS) !== undefined && !Array.isArray(at(work.source, VIRTUAL_KEYS)))
    work.draft.mistake({ path: VIRTUAL_KEYS, says: 'it is no list', hint: 'write [{ "id": …, "value": "env.NAME" }]' })
  const opened = keys.flatMap((_, i) => translateKey(work, [...VIRTUAL_KEYS, i]))
  restrictProviders(work, opened)
  if (keys.length > 0 && !isLocked(work)) restrict(work, VIRTUAL_KEYS, 'virtual_keys')
  if (isLocked(work) && !isEnforced(work)) work.draft.note(VIRTUAL_KEYS, NOW_NEEDED)
}

/** In the place of what can't be read: the file is refused, and need not be told that a key is missing as well. */
const TOLD = 'unreadable'

const NOW_NEEDED = 'callers without one passed there, as enforce_auth_on_inference is not on; here everyone needs one'

interface Opened {
  /** As `access.keys` calls it. */
  readonly name: unknown
  readonly providers: ReadonlySet<string>
}

/** A provider that every key opens needs no list. */
function restrictProviders({ draft }: BifrostWork, keys: readonly Opened[]): void {
  for (const provider of Object.keys(mapAt({ value: draft.get([]) }, ['providers']))) {
    const names = keys.filter(({ providers }) => providers.has(provider)).map(({ name }) => name)
    if (names.length < keys.length) draft.set(['providers', provider, 'allow'], names, VIRTUAL_KEYS)
  }
}

function translateKey(work: BifrostWork, from: Path): Opened[] {
  const { draft, source } = work
  if (at(source, [...from, 'is_active']) === false) {
    draft.note(from, 'not used: it is not active')
    return []
  }
  if (!work.has([...from, 'value'])) {
    draft.note(from, 'not used: it has no value here, and what a database keeps is not read')
    return []
  }
  const key = draft.push(['access', 'keys'], {}, from)
  const name = nameOf(work, from)
  draft.set([...key, 'name'], name, [...from, work.has([...from, 'name']) ? 'name' : 'id'])
  draft.set([...key, 'key'], work.value([...from, 'value']) ?? TOLD, [...from, 'value'])
  if (work.has([...from, 'access_profile_id']))
    restrict(work, [...from, 'access_profile_id'], 'access_profile_id', 'the key opens every provider and model')
  judgeOthers(work, from, READ)
  return [{ name, providers: providersOf(work, from) }]
}

function isLocked({ draft }: BifrostWork): boolean {
  return draft.get(['access', 'keys']) !== undefined
}

function isEnforced(work: BifrostWork): boolean {
  const plugins = listAt(work.source, ['plugins'])
  return (
    work.isOn(['client', 'enforce_auth_on_inference']) ||
    work.isOn(['client', 'enforce_governance_header']) ||
    plugins.some((_, i) => work.isOn(['plugins', i, 'config', 'is_vk_mandatory']))
  )
}

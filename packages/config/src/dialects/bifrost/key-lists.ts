import type { Path } from '../../problem.ts'
import { isAll } from './provider-configs.ts'
import type { BifrostWork } from './work.ts'

/** Of these keys of a provider those that every virtual key may use that opens it: keys are held for all callers alike. */
export function forEveryone(work: BifrostWork, provider: string, keys: readonly Path[]): readonly Path[] {
  const lists = work
    .entries(['governance', 'virtual_keys'])
    .filter((each) => work.at([...each, 'is_active']) !== false && work.has([...each, 'value']))
    .flatMap((each) => work.entries([...each, 'provider_configs']))
    .filter((config) => String(work.at([...config, 'provider'])).toLowerCase() === provider)
    .filter((config) => !work.isOn([...config, 'allow_all_keys']))
    .map((config) => work.at([...config, 'key_ids']))
    .filter((list) => Array.isArray(list) && list.length > 0 && !isAll(list, true))
  return keys.filter((key) => lists.every((list) => names(work, list, key)))
}

/** By its name or its id. */
export function names(work: BifrostWork, list: unknown, key: Path): boolean {
  return ['name', 'id'].some(
    (member) => work.has([...key, member]) && Array.isArray(list) && list.includes(work.at([...key, member])),
  )
}

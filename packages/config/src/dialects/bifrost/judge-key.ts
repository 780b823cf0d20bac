import { builtIns } from '../../built-ins.ts'
import { at, listAt, mapAt } from '../../checks/view.ts'
import type { Path } from '../../problem.ts'
import { isMap } from '../../schema/shape.ts'
import { isAll } from './provider-configs.ts'
import { judgeOthers, judgeSetting } from './settings.ts'
import type { BifrostWork } from './work.ts'

const READ: ReadonlySet<string> = new Set(['aliases', 'blacklisted_models', 'enabled', 'models', 'value', 'weight'])
/** Members of a key's settings that are read where they belong. */
const READ_INSIDE: ReadonlySet<string> = new Set(
  `access_key api_version auth_credentials client_id client_secret deployments endpoint region scopes secret_key
  session_token tenant_id url`.split(/\s+/),
)

/** What of a key that is held has no place in a provider's settings. `isPooled`: its models are known there. */
export function judgeKey(work: BifrostWork, key: Path, type: string, isPooled: boolean): void {
  const models = [...key, 'models']
  if (!isPooled && !isAll(at(work.source, models), true))
    work.note(models, 'the key is used for every model: which there are is not looked at')
  if (!isPooled || isAll(at(work.source, models), true)) judgeSetting(work, [...key, 'blacklisted_models'])
  const configs = work.names(key).filter((name) => name.endsWith('_key_config'))
  judgeOthers(work, key, new Set([...READ, ...configs]))
  for (const name of configs) {
    const config = [...key, name]
    const owner = name.replace('_key_config', '')
    if (owner === type || owner === 'sgl') judgeOthers(work, config, READ_INSIDE)
    else if (!builtIns.has(owner)) judgeSetting(work, config)
    else work.noteOnce(name, config, `not used: the provider is no ${owner}`)
  }
  if (listAt(work.source, [...key, 'azure_key_config', 'scopes']).length > 1)
    work.draft.note([...key, 'azure_key_config', 'scopes'], 'the first of them is used')
  if (type !== 'azure') noteAliases(work, key)
}

function noteAliases(work: BifrostWork, key: Path): void {
  const maps = [[...key, 'aliases'], ...work.names(key).map((name) => [...key, name, 'deployments'])]
  for (const map of maps) {
    if (isMap(at(work.source, map)) && Object.keys(mapAt(work.source, map)).length > 0)
      work.noteOnce('aliases', map, "not used: models are not renamed; callers send the provider's own names")
  }
}

import { at } from '../../checks/view.ts'
import type { Path } from '../../problem.ts'
import { isMap } from '../../schema/shape.ts'
import type { Setting } from '../setting.ts'
import type { BifrostWork } from './work.ts'

/** Of an alias in its long form; the rest has no place in a table of names. */
const MODEL = 'model_id'
const HARMLESS: ReadonlySet<string> = new Set([MODEL, 'model_name', 'model_family', 'description'])

/** Azure's names of deployments, by the names that callers send; what has its own name already needs none. */
export function deploymentsOf(work: BifrostWork, key: Path): Setting[] {
  const found = new Map<string, Setting>()
  for (const map of [
    [...key, 'azure_key_config', 'deployments'],
    [...key, 'aliases'],
  ]) {
    for (const name of work.names(map)) {
      const from = [...map, name]
      const place = isMap(at(work.source, from)) ? [...from, MODEL] : from
      noteOverrides(work, from)
      if (!work.has(place)) {
        work.draft.mistake({ path: from, says: 'it names no deployment', hint: `write its name, or { "${MODEL}": … }` })
        continue
      }
      const value = work.value(place)
      if (value !== undefined && value !== name)
        found.set(name.toLowerCase(), { path: ['deployments', name], value, from: place })
    }
  }
  return [...found.values()]
}

function noteOverrides(work: BifrostWork, alias: Path): void {
  for (const name of isMap(at(work.source, alias)) ? work.names(alias) : []) {
    if (!HARMLESS.has(name))
      work.noteOnce(`alias ${name}`, [...alias, name], 'not used: it holds for the provider as a whole')
  }
}

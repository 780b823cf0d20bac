import { at } from '../../checks/view.ts'
import type { LitellmWork } from './work.ts'

/** Its other files are read like any file that is included, each by its own members. */
export function translateIncludes(work: LitellmWork): void {
  const value = at(work.source, ['include'])
  if (value === undefined || value === null) return
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  list.forEach((_, i) => {
    const from = Array.isArray(value) ? ['include', i] : ['include']
    work.draft.push(['include'], work.value(from), from)
  })
}

import { at } from '../../checks/view.ts'
import type { Path } from '../../problem.ts'
import { saysNothing, soundsRestricting } from '../restricting.ts'
import { HARMLESS, HELD_BY_ACCESS, NOTES, REASONS } from './setting-words.ts'
import type { Work } from './work.ts'

/** A setting that nothing is made of: harmless, told as not used, or a lock that does not hold here. */
export function judgeSetting(work: Work, path: Path): void {
  const name = String(path.at(-1))
  const value = at(work.source, path)
  if (saysNothing(value) || HARMLESS.has(name)) return
  const note = NOTES[name]
  if (note !== undefined) work.noteOnce(name, path, `not used: ${note}`)
  else if (REASONS[name] !== undefined || soundsRestricting(name, value, onlySounds)) restrict(work, path, name)
  else work.noteOnce(name, path, 'not used')
}

/** Every member of a section but those that are read. */
export function judgeOthers(work: Work, section: Path, read: ReadonlySet<string>): void {
  for (const name of work.names(section)) if (!read.has(name)) judgeSetting(work, [...section, name])
}

export function restrict(work: Work, path: Path, name: string, says = REASONS[name] ?? WHAT_ELSE): void {
  const heldBy = HELD_BY_ACCESS.has(name) ? ({ heldBy: 'access' } as const) : {}
  work.draft.restrict({ path, name, says, ...heldBy })
}

const WHAT_ELSE = 'what it would stop passes'

function onlySounds(name: string): boolean {
  return HARMLESS.has(name) || NOTES[name] !== undefined
}

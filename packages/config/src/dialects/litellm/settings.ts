import { at, mapAt } from '../../checks/view.ts'
import type { Path } from '../../problem.ts'
import { saysNothing, soundsRestricting } from '../restricting.ts'
import { HARMLESS, NOTES, OPENS, REASONS } from './setting-words.ts'
import type { Work } from './work.ts'

/** Read elsewhere. */
const READ: Readonly<Record<string, ReadonlySet<string>>> = {
  general_settings: new Set([
    'master_key',
    'pass_through_endpoints',
    'litellm_key_header_name',
    'pass_through_request_timeout',
  ]),
  top: new Set([
    'general_settings',
    'litellm_settings',
    'router_settings',
    'model_list',
    'environment_variables',
    'include',
  ]),
}

/** What is left of the file: each setting is harmless, told as not used, or a lock that does not hold here. */
export function translateSettings(work: Work): void {
  translateSize(work)
  for (const section of ['general_settings', 'litellm_settings', 'router_settings']) {
    for (const name of Object.keys(mapAt(work.source, [section]))) {
      if (READ[section]?.has(name) || name === 'max_request_size_mb') continue
      judgeSetting(work, [section, name])
    }
  }
  for (const name of Object.keys(mapAt(work.source, []))) if (!READ['top']?.has(name)) judgeSetting(work, [name])
}

function translateSize(work: Work): void {
  const place = ['general_settings', 'max_request_size_mb']
  if (work.has(place)) work.draft.set(['bounds', 'body'], `${String(work.value(place))}MB`, place)
}

export function judgeSetting(work: Work, path: Path): void {
  const name = String(path.at(-1))
  const value = at(work.source, path)
  if (saysNothing(value) || HARMLESS.has(name)) return
  if (name === 'callbacks' || name.endsWith('_callback')) judgeCallbacks(work, path)
  else if (OPENS[name] === undefined && restricts(name, value)) {
    work.draft.restrict({ path, name, says: REASONS[name] ?? 'what it would stop passes' })
  } else work.noteOnce(name, path, OPENS[name] ?? NOTES[name] ?? 'not used')
}

function restricts(name: string, value: unknown): boolean {
  const isHarmless = (word: string) => NOTES[word] !== undefined || HARMLESS.has(word)
  return REASONS[name] !== undefined || soundsRestricting(name, value, isHarmless)
}

/** Those of one outcome watch alone; `callbacks` may guard as well, and then they are locks. */
function judgeCallbacks(work: Work, path: Path): void {
  const list = [at(work.source, path)].flat()
  list.forEach((each, i) => {
    const place = Array.isArray(at(work.source, path)) ? [...path, i] : path
    if (path.at(-1) === 'callbacks' && typeof each === 'string' && GUARDS.test(each)) {
      work.draft.restrict({ path: place, name: each, says: 'it guards requests, and is not part of this build' })
    } else work.noteOnce(`callback ${String(each)}`, place, 'callbacks are not used: traces go by OTLP, see telemetry')
  })
}

/** A module of the user's own may guard as well as watch: it is taken for a guard. */
const GUARDS =
  /\.|guard|moderation|secret|presidio|lakera|aporia|prompt_injection|banned|blocked|content_safety|limiter|budget|policy|enforce/i

import { at, mapAt } from '../../checks/view.ts'
import type { Path } from '../../problem.ts'
import * as settings from '../judge-setting.ts'
import { saysNothing, soundsRestricting } from '../restricting.ts'
import { hasChoices } from './model-routes.ts'
import { ROUTER_SETTINGS } from './router-settings.ts'
import { HARMLESS, NOTES, REASONS } from './setting-words.ts'
import type { LitellmWork } from './work.ts'

const WORDS: settings.Words = { harmless: HARMLESS, notes: NOTES, reasons: REASONS }

/** Read elsewhere. */
const READ: Readonly<Record<string, ReadonlySet<string>>> = {
  general_settings: new Set([
    'master_key',
    'pass_through_endpoints',
    'litellm_key_header_name',
    'max_request_size_mb',
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
export function translateSettings(work: LitellmWork): void {
  translateSize(work)
  const isRouted = hasChoices(work)
  for (const section of ['general_settings', 'litellm_settings', 'router_settings']) {
    for (const name of Object.keys(mapAt(work.source, [section]))) {
      if (READ[section]?.has(name)) continue
      if (isRouted && section !== 'general_settings' && ROUTER_SETTINGS.has(name)) continue
      judgeSetting(work, [section, name])
    }
  }
  for (const name of Object.keys(mapAt(work.source, []))) if (!READ['top']?.has(name)) judgeSetting(work, [name])
}

function translateSize(work: LitellmWork): void {
  const place = ['general_settings', 'max_request_size_mb']
  if (work.has(place)) work.draft.set(['bounds', 'body'], `${String(work.value(place))}MB`, place)
}

export function judgeSetting(work: LitellmWork, path: Path): void {
  const name = String(path.at(-1))
  if (saysNothing(at(work.source, path))) return
  if (name === 'callbacks' || name.endsWith('_callback')) judgeCallbacks(work, path)
  else if (name === 'optional_pre_call_checks') judgeChecks(work, path)
  else settings.judgeSetting(work, path, WORDS)
}

/** Those of one outcome watch alone; `callbacks` may guard as well, and then they are locks. */
function judgeCallbacks(work: LitellmWork, path: Path): void {
  const list = [at(work.source, path)].flat()
  list.forEach((each, i) => {
    const place = Array.isArray(at(work.source, path)) ? [...path, i] : path
    if (path.at(-1) === 'callbacks' && typeof each === 'string' && GUARDS.test(each)) {
      work.draft.restrict({ path: place, name: each, says: 'it guards requests, and is not part of this build' })
    } else work.noteOnce(`callback ${String(each)}`, place, 'callbacks are not used: traces go by OTLP, see telemetry')
  })
}

/** Most of them choose among deployments; some keep a call from being made. Each is judged by its own name. */
function judgeChecks(work: LitellmWork, path: Path): void {
  const list = at(work.source, path)
  ;[list].flat().forEach((each, i) => {
    const isLock = typeof each === 'string' && soundsRestricting(each, undefined, (word) => HARMLESS.has(word))
    if (isLock) settings.restrict(work, Array.isArray(list) ? [...path, i] : path, each, WORDS)
    else work.noteOnce('optional_pre_call_checks', path, 'not used: they choose among deployments')
  })
}

/** A module of the user's own may guard as well as watch: it is taken for a guard. */
const GUARDS =
  /\.|guard|moderation|secret|presidio|lakera|aporia|prompt_injection|banned|blocked|content_safety|limiter|budget|policy|enforce/i

import { at, listAt } from '../../checks/view.ts'
import type { Path } from '../../problem.ts'
import { restrict } from './settings.ts'
import type { BifrostWork } from './work.ts'

/** Plugins that come with Bifrost and stop nothing. Any other may guard, and is taken for a guard. */
const NO_GUARDS: Readonly<Record<string, string>> = {
  bigquery: 'traces go by OTLP, see telemetry',
  compat: 'bodies go through as they are',
  datadog: 'traces go by OTLP, see telemetry',
  jsonparser: 'bodies go through as they are',
  kafka: 'traces go by OTLP, see telemetry',
  litellmcompat: 'bodies go through as they are',
  logging: 'each request is a line of the log, see log',
  maxim: 'traces go by OTLP, see telemetry',
  mocker: 'answers are those of the providers',
  otel: 'write telemetry: { otlp: … } in strait.yaml',
  prompts: 'bodies go through as they are',
  pubsub: 'traces go by OTLP, see telemetry',
  semantic_cache: 'answers are kept word for word: write cache: … at a route in strait.yaml',
  semanticcache: 'answers are kept word for word: write cache: … at a route in strait.yaml',
  telemetry: 'there are no metrics yet',
}

/** None is loaded. */
export function translatePlugins(work: BifrostWork): void {
  const path = ['plugins']
  const written = work.at(path)
  if (written !== undefined && written !== null && !Array.isArray(written))
    work.mistake(path, 'it is no list', 'write [{ "name": …, "enabled": true }]')
  listAt(work.source, path).forEach((_, i) => {
    judgePlugin(work, [...path, i])
  })
}

function judgePlugin(work: BifrostWork, path: Path): void {
  const { source, draft } = work
  if (at(source, [...path, 'enabled']) === false) return
  const named = at(source, [...path, 'name'])
  const name = typeof named === 'string' && named !== '' ? named : 'plugins'
  const reason = NO_GUARDS[name.replaceAll('-', '_')]
  if (name === 'governance') judgeGovernance(work, path)
  else if (reason === undefined || work.has([...path, 'path']))
    restrict(work, path, name, 'plugins are not loaded, and this one may guard')
  else draft.note(path, `${name} is not used: ${reason}`)
}

/** It has its settings in `governance`; here it only says whether callers need a key. */
function judgeGovernance(work: BifrostWork, path: Path): void {
  const place = [...path, 'config', 'is_vk_mandatory']
  if (work.isOn(place)) restrict(work, place, 'is_vk_mandatory')
}

import { at } from '../../checks/view.ts'
import type { Path } from '../../problem.ts'
import { type Setting, settingOf } from './setting.ts'
import { judgeOthers } from './settings.ts'
import type { Work } from './work.ts'

const TIMEOUTS: readonly (readonly [name: string, phase: string])[] = [
  // Bifrost's holds until the answer begins, for streams; a long answer that has begun is not cut here.
  ['default_request_timeout_in_seconds', 'first_byte'],
  ['stream_idle_timeout_in_seconds', 'idle'],
]
const READ: ReadonlySet<string> = new Set([
  'base_url',
  'ca_cert_pem',
  'extra_headers',
  ...TIMEOUTS.map(([name]) => name),
])

/** How the provider is called. */
export function networkOf(work: Work, provider: Path): Setting[] {
  const from = [...provider, 'network_config']
  judgeOthers(work, from, READ)
  const headers = [...from, 'extra_headers']
  return [
    ...work.names(headers).flatMap((name) => settingOf(work, ['headers', name], [...headers, name])),
    ...TIMEOUTS.flatMap(([name, phase]) => timeoutOf(work, [...from, name], phase)),
    ...settingOf(work, ['tls', 'ca'], [...from, 'ca_cert_pem']),
  ]
}

function timeoutOf(work: Work, from: Path, phase: string): Setting[] {
  if (!work.has(from)) return []
  const seconds = at(work.source, from)
  if (typeof seconds !== 'number') {
    work.draft.mistake({ path: from, says: 'it is no number of seconds', hint: 'write 30' })
    return []
  }
  // Bifrost takes its default for these.
  return seconds <= 0 ? [] : [{ path: ['timeouts', phase], value: `${seconds}s`, from }]
}

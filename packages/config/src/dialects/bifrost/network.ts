import { at } from '../../checks/view.ts'
import type { Path } from '../../problem.ts'
import { type Setting, settingOf } from '../setting.ts'
import { concurrencyOf, retryOf } from './retry.ts'
import { judgeOthers } from './settings.ts'
import type { BifrostWork } from './work.ts'

const TIMEOUTS: readonly (readonly [name: string, phase: string])[] = [
  // Bifrost's holds until the answer begins, for streams; a long answer that has begun is not cut here.
  ['default_request_timeout_in_seconds', 'first_byte'],
  ['stream_idle_timeout_in_seconds', 'idle'],
]
const READ: ReadonlySet<string> = new Set([
  'base_url',
  'ca_cert_pem',
  'extra_headers',
  'max_retries',
  'retry_backoff_initial',
  'retry_backoff_max',
  ...TIMEOUTS.map(([name]) => name),
])

/** How the provider is called. */
export function networkOf(work: BifrostWork, provider: Path): Setting[] {
  const from = [...provider, 'network_config']
  judgeOthers(work, from, READ)
  const headers = [...from, 'extra_headers']
  return [
    ...work.names(headers).flatMap((name) => settingOf(work, ['headers', name], [...headers, name])),
    ...TIMEOUTS.flatMap(([name, phase]) => timeoutOf(work, [...from, name], phase)),
    ...settingOf(work, ['tls', 'ca'], [...from, 'ca_cert_pem']),
    ...retryOf(work, from),
    ...concurrencyOf(work, provider),
  ]
}

function timeoutOf(work: BifrostWork, from: Path, phase: string): Setting[] {
  if (!work.has(from)) return []
  const seconds = at(work.source, from)
  if (typeof seconds !== 'number') {
    work.draft.mistake({ path: from, says: 'it is no number of seconds', hint: 'write 30' })
    return []
  }
  // Bifrost takes its default for these.
  return seconds <= 0 ? [] : [{ path: ['timeouts', phase], value: `${seconds}s`, from }]
}

import type { Path } from '../../problem.ts'
import { Placed } from '../placed.ts'
import type { Setting } from '../setting.ts'
import type { BifrostWork } from './work.ts'

/** The most that are told here. */
const MOST = 10
const INITIAL = '500ms'
const MAX = '5s'

/** `max_retries` with its waits. What is tried again is Strait's default: what surely was not done. */
export function retryOf(work: BifrostWork, network: Path): Setting[] {
  const from = [...network, 'max_retries']
  const attempts = work.number(from, 'write 2') ?? 0
  if (attempts <= 0) return []
  if (attempts > MOST) work.note(from, `${MOST} further attempts are the most here`)
  const backoff = {
    initial: waitOf(work, [...network, 'retry_backoff_initial'], INITIAL, from),
    max: waitOf(work, [...network, 'retry_backoff_max'], MAX, from),
  }
  return [{ path: ['retry'], value: { attempts: new Placed(Math.min(attempts, MOST), from), backoff }, from }]
}

/** A number counts milliseconds. */
function waitOf(work: BifrostWork, from: Path, usual: string, otherwise: Path): Placed {
  if (!work.has(from) || work.at(from) === 0) return new Placed(usual, otherwise)
  const wait = work.value(from)
  return new Placed(typeof wait === 'number' ? `${wait}ms` : wait, from)
}

/** How long a request waits for its turn, where the file does not say how long it may take. */
const PATIENCE = 30

/** Workers of a provider and the queue in front of them. There a request waits in it as long as it may take at all. */
export function concurrencyOf(work: BifrostWork, provider: Path): Setting[] {
  const from = [...provider, 'concurrency_and_buffer_size']
  const most = work.number([...from, 'concurrency'], 'write 100') ?? 0
  const queue = work.number([...from, 'buffer_size'], 'write 500')
  if (most <= 0) return []
  const timeout = work.at([...provider, 'network_config', 'default_request_timeout_in_seconds'])
  const wait = typeof timeout === 'number' && timeout > 0 ? timeout : PATIENCE
  const value = {
    most: new Placed(most, [...from, 'concurrency']),
    queue: queue !== undefined ? new Placed(Math.max(0, queue), [...from, 'buffer_size']) : undefined,
    wait: queue === undefined ? undefined : `${wait}s`,
  }
  return [{ path: ['concurrency'], value, from }]
}

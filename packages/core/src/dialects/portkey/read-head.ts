import type { HeadReader } from '../../plan.ts'
import { ControlCache } from './control-cache.ts'
import { headerOf, PREFIX } from './control-names.ts'
import { isKnownControl } from './controls.ts'
import { addLines } from './default-headers.ts'
import { readMetadata, readTraceId } from './metadata.ts'
import { PortkeyCaller } from './portkey-caller.ts'
import { badControl } from './refusals.ts'

const TRACE_ID = headerOf('trace-id')
const METADATA = headerOf('metadata')

/** Notes what a head says in this dialect, if it says anything: on any path, whatever door it leads to. */
export function headReader(): HeadReader {
  const cache = new ControlCache()
  return (exchange) => {
    const { fields, doors } = exchange.arrival
    if (doors !== undefined && !doors.has('dialects')) return
    const { names, flat } = fields
    let speaks = false
    let key = ''
    let traceId: string | undefined
    let metadata: string | undefined
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string
      if (!name.startsWith(PREFIX)) continue
      speaks = true
      const value = flat[2 * i + 1] as string
      if (name === TRACE_ID) traceId = once(traceId, value, name)
      else if (name === METADATA) metadata = once(metadata, value, name)
      else if (isKnownControl(name)) key += `\n${name}\n${value}`
    }
    if (!speaks) return
    const controls = cache.get(key)
    exchange.spoken = new PortkeyCaller(
      controls,
      traceId ? readTraceId(traceId) : undefined,
      metadata ? readMetadata(metadata) : undefined,
    )
    if (controls.packed.length > 0) addLines(exchange, controls.packed)
  }
}

function once(before: string | undefined, value: string, name: string): string {
  if (before !== undefined) throw badControl(name, 'it was sent twice. Send it once')
  return value.trim()
}

import type { Arrival } from '../exchange.ts'
import { hopByHop } from '../web/hop-by-hop.ts'

type Interim = (status: number, headers: readonly string[]) => void

/** No 1xx has a body to frame. */
const STOPPED = new Set([...hopByHop, 'content-length'])

/** Interim answers (103 Early Hints) on their way to the client; undefined where its server can't send any. */
export function interimTo({ interim }: Arrival): Interim | undefined {
  if (interim === undefined) return undefined
  return (status, headers) => {
    const kept: string[] = []
    for (let i = 0; i < headers.length; i += 2) {
      const name = (headers[i] as string).toLowerCase()
      // Ours alone, here as in the answer itself.
      if (STOPPED.has(name) || name.startsWith('x-strait-')) continue
      kept.push(headers[i] as string, headers[i + 1] as string)
    }
    try {
      interim(status, kept)
    } catch {
      // What this client's server can't write it leaves out: the answer itself is still to come.
    }
  }
}

import type { Arrival } from '../exchange.ts'

type Interim = (status: number, headers: readonly string[]) => void

/** RFC 9110 7.6.1: of the connection to the upstream, and no 1xx has a body to frame. */
const STOPPED = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
])

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
    interim(status, kept)
  }
}

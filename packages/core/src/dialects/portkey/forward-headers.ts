import { isHeaderName, outOfReach } from '../../web/header-rules.ts'
import { PREFIX } from './control-names.ts'
import { badControl } from './refusals.ts'

/**
 * Names of headers that must reach the target. All that a client sends do, so there is nothing to do but to refuse what
 * never goes: the gateway's own, and those of the connection.
 */
export function checkForwardHeaders(names: readonly unknown[], where: string): void {
  for (const name of names) {
    if (typeof name !== 'string' || !isHeaderName(name.trim())) throw badControl(where, 'one of them is no header name')
    const lower = name.trim().toLowerCase()
    if (lower.startsWith(PREFIX) || lower.startsWith('x-strait-')) {
      throw badControl(where, "headers of the gateway's own are never forwarded")
    }
    if (outOfReach.has(lower)) throw badControl(where, 'one of them belongs to the connection and is never forwarded')
  }
}

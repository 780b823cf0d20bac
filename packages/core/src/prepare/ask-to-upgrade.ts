import type { Admitted } from '../exchange.ts'
import type { Target } from '../send/target.ts'
import { splitList } from '../web/fields.ts'
import type { Draft } from './draft.ts'

const PROTOCOL = 'sec-websocket-protocol'

/**
 * The client's handshake, asked of the upstream: key, version, extensions and subprotocols as sent, but for those that
 * are a credential. One that Strait holds goes in a header alone: OpenAI refuses a request with both.
 */
export function askToUpgrade(draft: Draft, exchange: Admitted, target: Target): void {
  draft.upgrade = 'websocket'
  const taken = exchange.carriers.filter(({ kind }) => kind === 'subprotocol').map(({ name }) => name)
  const prefixes = [...taken, ...(target.drop.subprotocols ?? [])]
  if (prefixes.length > 0) draft.headers = withoutKeys(draft.headers, prefixes)
}

/** A line that names no credential stays as it stands. */
function withoutKeys(headers: readonly string[], prefixes: readonly string[]): string[] {
  const kept: string[] = []
  for (let i = 0; i < headers.length; i += 2) {
    const [name, value] = [headers[i] as string, headers[i + 1] as string]
    const offered = name.toLowerCase() === PROTOCOL ? splitList(value) : []
    const harmless = offered.filter((each) => !prefixes.some((prefix) => each.startsWith(prefix)))
    if (harmless.length === offered.length) kept.push(name, value)
    else if (harmless.length > 0) kept.push(name, harmless.join(', '))
  }
  return kept
}

import type { UpstreamFailure, UpstreamOutcome, UpstreamRequest } from '../runtime.ts'
import { utf8 } from '../web/bytes.ts'
import { Fields, splitList } from '../web/fields.ts'

/** RFC 6455 1.3 */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/**
 * A 101 counts where it answers this handshake (RFC 6455 4.1): the key's own proof, and nothing agreed on that was not
 * offered. The client would find out as well, but then there is no other target left to try.
 */
export async function agreed(outcome: UpstreamOutcome, request: UpstreamRequest): Promise<UpstreamOutcome> {
  if (outcome.kind === 'failed' || outcome.tunnel === undefined) return outcome
  const wrong = await problemOf(new Fields(request.headers), new Fields(outcome.headers))
  if (wrong === undefined) return outcome
  const cause = new Error(`the answer to the WebSocket handshake has ${wrong}`)
  outcome.tunnel.down.cancel(cause)
  return { kind: 'failed', code: 'upstream_malformed', delivered: 'maybe', cause } satisfies UpstreamFailure
}

async function problemOf(asked: Fields, said: Fields): Promise<string | undefined> {
  const accepts = said.all('sec-websocket-accept')
  if (accepts.length !== 1 || accepts[0] !== (await proofOf(asked.get('sec-websocket-key') ?? ''))) {
    return 'no proof for the key'
  }
  const chosen = said.all('sec-websocket-protocol')
  const offered = asked.all('sec-websocket-protocol').flatMap(splitList)
  if (chosen.length > 1 || (chosen[0] !== undefined && !offered.includes(chosen[0]))) {
    return 'a subprotocol that was not offered'
  }
  const known = new Set(asked.all('sec-websocket-extensions').flatMap(splitList).map(extensionName))
  const extensions = said.all('sec-websocket-extensions').flatMap(splitList).map(extensionName)
  return extensions.every((name) => known.has(name)) ? undefined : 'an extension that was not offered'
}

/** Parameters follow a semicolon. */
function extensionName(extension: string): string {
  return (extension.split(';')[0] as string).trim()
}

async function proofOf(key: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', utf8(key + GUID) as Uint8Array<ArrayBuffer>)
  return btoa(String.fromCharCode(...new Uint8Array(digest)))
}

import { findMembers } from '../../json/find-members.ts'
import { Fields } from '../../web/fields.ts'

/**
 * An error behind a head that says 200: providers that fail in the middle of a stream send an event that says so and
 * end it well. By the shapes of OpenAI (`data: {"error":`, `response.failed`), Anthropic (`event: error`), Bedrock
 * (`:exception-type`) and of those who send JSON lines.
 */
const IN_STREAM =
  /^event: ?(?:error|response\.(?:failed|incomplete))\b|^(?:data: ?)?\{\s*(?:"error"\s*:\s*[{"]|"type"\s*:\s*"error")|:exception-type/m

/** Whether an answer that arrived complete tells of a failure. What is encoded can't be looked at. */
export function brokeOff(headers: readonly string[], body: Uint8Array): boolean {
  const fields = new Fields(headers)
  if (fields.has('content-encoding')) return false
  const type = fields.get('content-type') ?? ''
  if (/^application\/(?:[\w.-]+\+)?json\b/i.test(type)) return holdsError(body)
  if (!/event-?stream|ndjson|jsonl/i.test(type)) return false
  return IN_STREAM.test(new TextDecoder('latin1').decode(body))
}

/**
 * OpenAI's responses say `"error": null` where nothing is wrong. JSON that ends early came over a connection that did,
 * where HTTP/1.0 knows no other end.
 */
function holdsError(body: Uint8Array): boolean {
  const found = findMembers(body, 'error')
  if (found.kind === 'cut') return true
  return found.kind === 'object' && found.members.some(({ kind }) => kind === 'object' || kind === 'string')
}

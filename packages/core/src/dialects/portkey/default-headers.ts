import type { Exchange } from '../../exchange.ts'
import { isObject } from '../../json/is-object.ts'
import { Fields } from '../../web/fields.ts'
import { isHeaderName, outOfReach } from '../../web/header-rules.ts'
import { PREFIX } from './control-names.ts'
import { headerJson, isFieldText } from './header-text.ts'
import { badControl } from './refusals.ts'

const WHERE = 'x-portkey-default-headers'

/** What the SDKs make of `default_headers`: one header with all of them as JSON. Flat, in order. */
export function readDefaultHeaders(header: string): string[] {
  const value = headerJson(header, WHERE)
  if (!isObject(value)) throw badControl(WHERE, 'it is no JSON object. Write {"name": "value"}')
  const lines: string[] = []
  const seen = new Set<string>()
  for (const [name, text] of Object.entries(value)) {
    const lower = name.toLowerCase()
    if (!isHeaderName(name)) throw badControl(WHERE, 'a name in it is no header name')
    if (typeof text !== 'string') throw badControl(WHERE, 'a value in it is no text')
    if (!isFieldText(text)) throw badControl(WHERE, "a value in it holds characters that a header can't carry")
    if (seen.has(lower)) throw badControl(WHERE, 'a name stands twice in it')
    seen.add(lower)
    if (!isDropped(lower)) lines.push(name, text.trim())
  }
  return lines
}

/** As if the caller had sent these lines itself. One that it did send under the same name wins. */
export function addLines(exchange: Exchange, lines: readonly string[]): void {
  const { arrival } = exchange
  const added: string[] = []
  for (let i = 0; i < lines.length; i += 2) {
    const name = lines[i] as string
    if (!arrival.fields.has(name.toLowerCase())) added.push(name, lines[i + 1] as string)
  }
  if (added.length === 0) return
  // Where a server gives `peer` by a getter, a copy of the members leaves it out.
  exchange.arrival = { ...arrival, peer: arrival.peer, fields: new Fields([...arrival.fields.flat, ...added]) }
}

/** Of the connection and its framing, or for a gateway: none of them is for the target. */
function isDropped(lower: string): boolean {
  return outOfReach.has(lower) || lower.startsWith('x-strait-') || lower.startsWith(PREFIX)
}

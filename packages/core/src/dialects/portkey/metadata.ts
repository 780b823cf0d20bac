import type { Metadata } from '../../exchange.ts'
import { isObject } from '../../json/is-object.ts'
import { headerJson } from './header-text.ts'
import { badControl } from './refusals.ts'

/** It goes into the record, onto the span and into conditions: few, and short. */
const MOST = 16
const LONGEST = 128

const WHERE = 'x-portkey-metadata'

export function readMetadata(header: string): Metadata {
  const value = headerJson(header, WHERE)
  if (!isObject(value)) throw badControl(WHERE, 'it is no JSON object. Write {"name": "value"}')
  const entries = Object.entries(value)
  if (entries.length > MOST) throw badControl(WHERE, `it has more than ${MOST} entries`)
  return Object.fromEntries(entries.map(([name, each]) => [checkedText(name, 'a name'), checked(each)]))
}

const TRACE_WHERE = 'x-portkey-trace-id'

/** Echoed, logged and put on the span as it is. */
export function readTraceId(header: string): string {
  if (/^[\x21-\x7e]{1,128}$/.test(header)) return header
  throw badControl(TRACE_WHERE, `write 1 to ${LONGEST} visible ASCII characters without blanks`)
}

function checked(value: unknown): string | number | boolean {
  if (typeof value === 'string') return checkedText(value, 'a value')
  if (typeof value === 'number' || typeof value === 'boolean') return value
  throw badControl(WHERE, 'a value is neither text nor number nor true or false')
}

function checkedText(text: string, what: string): string {
  if (text.length > LONGEST) throw badControl(WHERE, `${what} in it has more than ${LONGEST} characters`)
  if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)) throw badControl(WHERE, `${what} in it holds control characters`)
  return text
}

import { isHeaderName, outOfReach, type Secret } from '@strait/core'
import * as v from 'valibot'
import { ok, wrong } from './leaf.ts'
import { fieldValue } from './secret-value.ts'
import { forms, isMap, keyOf, mapOf, members, oneOrMore, optional } from './shape.ts'
import { text } from './values.ts'

export type HeaderLine = readonly [name: string, value: string | Secret]

/** A header name that a rule may touch. */
export const ruledName = text<string>({
  expected: 'a header name',
  read(value) {
    const name = value.toLowerCase()
    if (!isHeaderName(value)) return wrong('a header name has letters, digits and - only, without blanks and colons')
    if (name.startsWith('x-strait-')) return wrong("x-strait-* are Strait's own headers")
    if (name === 'host') return wrong('the host header follows the url', 'write the host in url')
    if (outOfReach.has(name))
      return wrong('this header belongs to the connection and is set by whoever writes the message')
    return ok(value)
  },
})

/** A header name to look at. */
export const headerName = text<string>({
  expected: 'a header name',
  read: (value) =>
    isHeaderName(value) ? ok(value.toLowerCase()) : wrong('a header name has letters, digits and - only'),
})

/** The same for the names of a map, which `to-json-schema` takes from plain string schemas only. */
export const nameKey = keyOf(ruledName, 'a header name')

const lines = v.pipe(
  mapOf('a map of header name → value', nameKey, oneOrMore('a value, or a list of values', fieldValue)),
  v.transform((map): HeaderLine[] =>
    Object.entries(map).flatMap(([name, values]) => values.map((value): HeaderLine => [name, value])),
  ),
)

const lineRules = {
  set: optional(lines, 'Lines that replace those of the same name.'),
  add: optional(lines, 'Lines that stand beside those of the same name.'),
  remove: optional(
    oneOrMore('a list of header names', ruledName),
    'Names whose lines are taken out, before `set` and `add`.',
  ),
}

const full = members('header rules', {
  request: optional(
    members('header rules of one direction', {
      only: optional(
        oneOrMore('a list of header names', headerName),
        "In `request` alone: the only names of the caller's that go on, before `set` and `add`. Default: all.",
      ),
      ...lineRules,
    }),
    'What changes on the way to the upstream.',
  ),
  response: optional(
    members('header rules of one direction', lineRules),
    'What changes on the way back to the client.',
  ),
})

const shorthand = v.pipe(
  lines,
  v.transform((set): v.InferOutput<typeof full> => ({ request: { set } })),
)

/**
 * Two forms: `{ request, response }`, each with `set`, `add`, `remove`; or, shorter, a plain map of name → value,
 * which is `request.set`. They can't be mixed up: only the full form has maps for values.
 */
export const headerRules = forms([full, shorthand], (input) =>
  isMap(input) && !Object.values(input).some(isMap) && Object.keys(input).length > 0 ? 1 : 0,
)

export type HeaderRules = v.InferOutput<typeof headerRules>

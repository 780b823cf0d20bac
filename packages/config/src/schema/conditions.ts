import * as v from 'valibot'
import { headerName } from './headers.ts'
import { leaf, ok, wrong } from './leaf.ts'
import { forms, isMap, keyOf, mapOf, members, required } from './shape.ts'
import { quoteHint, text, textOf } from './values.ts'

/** What a header or query parameter must be: this text, of this form, or just there. */
export type ValueTest =
  | { readonly kind: 'equals'; readonly value: string }
  | { readonly kind: 'matches'; readonly pattern: RegExp }
  | { readonly kind: 'present' }

const equals = leaf<ValueTest>({
  expected: 'a text (must be equal), { regex: … }, or true (must be there)',
  json: { anyOf: [{ type: 'string' }, { const: true }] },
  read(input) {
    if (input === true) return ok({ kind: 'present' })
    if (input === false)
      return wrong(
        'a condition for "not there" does not exist',
        'put the route without it behind: the one with more conditions wins',
      )
    const value = textOf(input)
    return value === undefined ? wrong(undefined, quoteHint(input)) : ok({ kind: 'equals', value })
  },
})

const pattern = text<RegExp>({
  expected: 'a regular expression',
  json: { format: 'regex' },
  read(value) {
    try {
      return ok(new RegExp(value))
    } catch {
      const hint = /^\(\?[a-z]+\)/.test(value)
        ? 'flags like (?i) do not exist here: write [Aa] for both cases'
        : undefined
      return wrong('it is not valid', hint)
    }
  },
})

const matches = v.pipe(
  members('a condition', {
    regex: required(pattern, 'A JavaScript regular expression, found anywhere in the value unless it has `^` and `$`.'),
  }),
  v.transform(({ regex }): ValueTest => ({ kind: 'matches', pattern: regex })),
)

const valueTest = forms([equals, matches], (input) => (isMap(input) ? 1 : 0))

/** Comes out as a list of name and test. */
function tests(what: string, name: v.GenericSchema<unknown, string>, expected: string, fold: boolean) {
  return v.pipe(
    mapOf(what, keyOf(name, expected), valueTest),
    v.transform((map) =>
      Object.entries(map).map(([key, test]): readonly [string, ValueTest] => [fold ? key.toLowerCase() : key, test]),
    ),
  )
}

const parameterName = text<string>({ expected: 'the name of a query parameter', read: ok })

export const headerTests = tests('a map of header name → condition', headerName, 'a header name', true)
export const queryTests = tests(
  'a map of query parameter → condition',
  parameterName,
  'the name of a query parameter',
  false,
)

/** A name in lower case; `*.suffix` for all below one. */
export const hostTest = text<string>({
  expected: 'a host name, or *.suffix',
  read(value) {
    const name = value.startsWith('*.') ? value.slice(2) : value
    if (/^[a-z0-9._-]+$/i.test(name) || /^[0-9a-f:]+$/i.test(name)) return ok(value.toLowerCase())
    if (value.includes('://')) return wrong('it is a URL', 'write the host name alone')
    return wrong(
      /:\d+$/.test(value) ? 'the port of a host is not looked at' : undefined,
      /:\d+$/.test(value) ? 'write it without the port' : undefined,
    )
  },
})

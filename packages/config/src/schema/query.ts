import { Secret } from '@strait/core'
import * as v from 'valibot'
import { leaf, ok, wrong } from './leaf.ts'
import { keyOf, mapOf } from './shape.ts'
import { quoteHint, text } from './values.ts'

const parameterName = text<string>({ expected: 'the name of a query parameter', read: ok })

/** Percent-encoded when it is sent; a `Secret` where a `${…}` stood in it. */
const parameterValue = leaf<string | Secret>({
  expected: 'a text',
  json: { type: 'string' },
  read(input) {
    return typeof input === 'string' || input instanceof Secret ? ok(input) : wrong(undefined, quoteHint(input))
  },
})

/** Comes out as a list of pairs. */
export const queryPairs = v.pipe(
  mapOf('a map of parameter → value', keyOf(parameterName, 'the name of a query parameter'), parameterValue),
  v.transform((map) => Object.entries(map) as readonly (readonly [name: string, value: string | Secret])[]),
)

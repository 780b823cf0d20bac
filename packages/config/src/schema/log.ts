import * as v from 'valibot'
import { forms, isMap, members, optional, withDefault } from './shape.ts'
import { word } from './values.ts'

const level = word(['debug', 'info', 'warn', 'error', 'off'])

const full = members('log', {
  level: withDefault(level, 'info', '`info` is a line for each request.'),
  format: optional(word(['json', 'pretty']), 'Default: `pretty` on a terminal, else `json`.'),
})

const short = v.pipe(
  level,
  v.transform((value): v.InferOutput<typeof full> => ({ level: value })),
)

/** A level alone, or a map. */
export const log = forms([short, full], (input) => (isMap(input) ? 1 : 0))

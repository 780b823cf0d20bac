import * as v from 'valibot'
import { ok, wrong } from './leaf.ts'
import { modelPattern } from './model.ts'
import { secret } from './secret-value.ts'
import { forms, isMap, listOf, members, oneOrMore, optional, required, withDefault } from './shape.ts'
import { number, text } from './values.ts'

const keyName = text<string>({
  expected: 'a name like team-a',
  read: (value) =>
    /^[\x21-\x7e]{1,64}$/.test(value) ? ok(value) : wrong('plain ASCII without blanks, up to 64 characters'),
})

const settings = members('a key', {
  key: required(secret, 'The key.'),
  name: optional(keyName, 'How logs and traces call it. Default: `key 1`, `key 2`, …'),
  weight: withDefault(
    number({ min: 0, max: 1_000_000, integer: false, expected: 'a number from 0' }),
    1,
    'Its share. 0: it is not used.',
  ),
  models: optional(
    oneOrMore('a list of models', modelPattern),
    'The models it is for, as names or with a `*`. Default: all.',
  ),
})

const alone = v.pipe(
  secret,
  v.transform((key) => ({ key, weight: 1 }) as v.InferOutput<typeof settings>),
)

/** Several keys of one provider. */
export const keys = listOf(
  'a list of keys',
  forms([alone, settings], (input) => (isMap(input) ? 1 : 0)),
)

export type KeyConfig = v.InferOutput<typeof settings>

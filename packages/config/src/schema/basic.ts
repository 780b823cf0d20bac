import { Secret } from '@strait/core'
import * as v from 'valibot'
import { leaf, ok, wrong } from './leaf.ts'
import { secret } from './secret-value.ts'
import { members, required } from './shape.ts'
import { quoteHint } from './values.ts'

/** RFC 7617 2: the first colon ends the name of the user, so that it can hold none. */
const user = leaf<string | Secret>({
  expected: 'the name of a user, without a colon',
  json: { type: 'string' },
  read(input) {
    if (typeof input !== 'string' && !(input instanceof Secret)) return wrong(undefined, quoteHint(input))
    const name = input instanceof Secret ? input.reveal() : input
    if (name === '') return wrong('it is empty')
    return name.includes(':') ? wrong('it holds a colon, where the password would begin') : ok(input)
  },
})

/** Comes out as the value of `authorization`. */
export const basic = v.pipe(
  members('basic', {
    user: required(user, 'The user, or the public half of a pair of keys.'),
    password: required(secret, 'The password, or its secret half.'),
  }),
  v.transform(({ user: name, password }) => {
    const shown = name instanceof Secret ? name.reveal() : name
    return new Secret(`Basic ${base64(`${shown}:${password.reveal()}`)}`, password.label)
  }),
)

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}

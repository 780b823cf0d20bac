import { Secret } from '@strait/core'
import { leaf, ok, wrong } from './leaf.ts'
import { text, textOf } from './values.ts'

/** A path or the PEM text itself, as written; `read-pem-files.ts` puts the text in place of a path. */
export const pem = text<string>({ expected: 'the path of a PEM file, or its text', read: ok })

/** The same for a private key: a `Secret`, so that it is nowhere shown. */
export const privatePem = leaf<Secret>({
  expected: 'the path of a PEM file, or its text',
  json: { type: 'string' },
  read(input) {
    const value = textOf(input)
    if (value === undefined) return wrong()
    if (value === '') return wrong('it is empty')
    return ok(input instanceof Secret ? input : new Secret(value, 'the config file'))
  },
})

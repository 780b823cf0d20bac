import { ruledName } from './headers.ts'
import { ok, wrong } from './leaf.ts'
import { secret } from './secret-value.ts'
import { listOf, members, oneOrMore, required, withDefault } from './shape.ts'
import { text } from './values.ts'

const keyName = text<string>({
  expected: 'a name for logs, like ci or billing-service',
  read: (value) =>
    /^[\x21-\x7e](?:[\x20-\x7e]{0,126}[\x21-\x7e])?$/.test(value)
      ? ok(value)
      : wrong('plain ASCII, up to 128 characters'),
})

/** A lock on one part of the config. */
export const allowedCallers = oneOrMore('a list of names of access.keys', keyName)

const accessKey = members('an access key', {
  name: required(keyName, 'Who this is, in logs and traces.'),
  key: required(secret, 'What the caller sends where its SDK puts a key: any of the usual headers or `?key=`.'),
})

export const access = members('access', {
  keys: required(listOf('a list of { name, key }', accessKey), 'Who may call. Everyone else gets 401.'),
  carriers: withDefault(
    oneOrMore('a list of header names', ruledName),
    [],
    'Headers in which callers may put their key, beside those of the SDKs (`authorization`, `x-api-key`, `api-key`, `x-goog-api-key`).',
  ),
})

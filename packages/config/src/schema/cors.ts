import { duration } from './duration.ts'
import { headerName } from './headers.ts'
import { ok, wrong } from './leaf.ts'
import { listOf, members, oneOrMore, optional, required, withDefault } from './shape.ts'
import { bool, text } from './values.ts'

const origin = text<string>({
  expected: 'an origin like https://app.example.com, or "*"',
  read(value) {
    if (value === '*' || value === 'null') return ok(value)
    const shape = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#@\s*]+)(.*)$/i.exec(value)
    if (shape === null)
      return wrong(
        'an origin is scheme and host',
        value.includes('*') ? 'list every origin, or write "*"' : 'begin it with https:// or http://',
      )
    return shape[3] === ''
      ? ok(value.toLowerCase())
      : wrong('an origin has no path', 'write scheme, host and port alone, without a slash behind')
  },
})

export const methodName = text<string>({
  expected: 'a method like GET or POST',
  read(value) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value)) return wrong('a method is one word')
    if (value === 'CONNECT') return wrong('CONNECT is refused')
    return value === value.toUpperCase()
      ? ok(value)
      : wrong('methods are told apart by case', 'write it in capital letters')
  },
})

export const cors = members('cors', {
  origins: required(oneOrMore('a list of origins', origin), 'Web pages whose scripts may call. `"*"` is every page.'),
  methods: optional(
    oneOrMore('a list of methods', methodName),
    'Methods that a page may use. Default: the one it asks for.',
  ),
  headers: optional(
    oneOrMore('a list of header names', headerName),
    'Request headers that a page may send. Default: those it asks for.',
  ),
  expose: optional(listOf('a list of header names', headerName), 'Answer headers that a page may read. Default: all.'),
  credentials: withDefault(bool, false, 'Whether a page may send cookies. Not with the origin `"*"`.'),
  max_age: withDefault(duration, '10m', 'How long a browser may remember the answer to a preflight.'),
})

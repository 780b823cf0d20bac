import { parseHost } from '@strait/core'
import { ok, wrong } from './leaf.ts'
import { text } from './values.ts'

/** A name as a browser sends it in Host: with or without its port, or `*.suffix`. */
export const hostAllowed = text<string>({
  expected: 'a host name like gateway.internal, with or without a port, or *.suffix',
  read(value) {
    if (value === '*') return wrong('"*" would let any web page in', 'list the names, or set up access keys')
    if (value.includes('://')) return wrong('it is a URL', 'write the host name alone')
    return parseHost(value.startsWith('*.') ? value.slice(2) : value) === undefined ? wrong() : ok(value.toLowerCase())
  },
})

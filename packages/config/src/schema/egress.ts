import { parseAllowEntry, parseCidr } from '@strait/core'
import { egressProxy } from './egress-proxy.ts'
import { ok, wrong } from './leaf.ts'
import { listOf, members, optional, withDefault } from './shape.ts'
import { bool, text } from './values.ts'

const destination = text<string>({
  expected: 'an address, a block like 10.0.0.0/8, a host name, or *.suffix',
  read(value) {
    if (parseAllowEntry(value) !== undefined) return ok(value)
    if (value.includes('://')) return wrong('it is a URL', 'write the host name alone')
    if (/:\d+$/.test(value)) return wrong('it has a port', 'write it without the port')
    return wrong()
  },
})

export const egress = members('egress', {
  allow: withDefault(
    listOf('a list of addresses, blocks and host names', destination),
    [],
    'Exceptions for addresses that a request has a say in. Private, loopback and metadata addresses are refused there; addresses written in this file need no exception.',
  ),
  hosts_from_requests: withDefault(
    bool,
    true,
    'Whether a request may name the host it goes to (`x-portkey-custom-host` and its kin). Public hosts, and those of `allow`.',
  ),
  proxy: optional(
    egressProxy,
    'The proxy by which calls to providers leave: a URL, `{ http, https, no_proxy }`, or `environment` for what `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` say. Default: none, whatever the environment says.',
  ),
})

/** Used for `trusted_proxies`. */
export const addressBlock = text<string>({
  expected: 'an address or a block like 10.0.0.0/8',
  read(value) {
    if (parseCidr(value) !== undefined) return ok(value)
    if (/[a-z]{2}/i.test(value) && !value.includes(':'))
      return wrong('it is a name, and names can be forged', 'write an address')
    return wrong(value.includes('/') ? 'its length does not fit the address, or the address is spelt oddly' : undefined)
  },
})

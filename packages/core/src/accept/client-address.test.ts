import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Cidr, parseCidr } from '../web/cidr.ts'
import { Fields } from '../web/fields.ts'
import { clientAddress } from './client-address.ts'

const trusted = ['10.0.0.0/8', 'fd00::/8'].map((text) => parseCidr(text) as Cidr)

type Row = readonly [what: string, peer: string, lines: readonly string[], expected: string]
const table: readonly Row[] = [
  ['no headers', '10.0.0.1', [], '10.0.0.1'],
  ['an untrusted peer is believed nothing', '192.0.2.1', ['x-forwarded-for', '203.0.113.7'], '192.0.2.1'],
  ['a trusted proxy names the client', '10.0.0.1', ['x-forwarded-for', '203.0.113.7'], '203.0.113.7'],
  ['what the client forged stays left', '10.0.0.1', ['x-forwarded-for', '1.1.1.1, 203.0.113.7'], '203.0.113.7'],
  ['trusted hops are walked through', '10.0.0.1', ['x-forwarded-for', '203.0.113.7, 10.0.0.2,10.0.0.3'], '203.0.113.7'],
  ['all hops trusted', '10.0.0.1', ['x-forwarded-for', '10.0.0.5, 10.0.0.4'], '10.0.0.5'],
  ['lines count in order', '10.0.0.1', ['x-forwarded-for', '1.1.1.1', 'X-Forwarded-For', '203.0.113.7'], '203.0.113.7'],
  ['a port is left out', '10.0.0.1', ['x-forwarded-for', '203.0.113.7:4711'], '203.0.113.7'],
  ['IPv6 in brackets', '10.0.0.1', ['x-forwarded-for', '[2001:DB8::1]:4711'], '2001:db8::1'],
  ['IPv6 bare', '10.0.0.1', ['x-forwarded-for', '2001:db8:0:0::1'], '2001:db8::1'],
  [
    'garbage ends the walk at the last good one',
    '10.0.0.1',
    ['x-forwarded-for', '1.1.1.1, junk, 10.0.0.2'],
    '10.0.0.2',
  ],
  ['nothing but garbage', '10.0.0.1', ['x-forwarded-for', 'junk'], '10.0.0.1'],
  ['an odd spelling is garbage', '10.0.0.1', ['x-forwarded-for', '0x7f.1'], '10.0.0.1'],
  ['an empty header', '10.0.0.1', ['x-forwarded-for', ''], '10.0.0.1'],
  ['a mapped peer is IPv4', '::ffff:10.0.0.1', ['x-forwarded-for', '203.0.113.7'], '203.0.113.7'],
  ['a mapped untrusted peer too', '::ffff:192.0.2.1', [], '192.0.2.1'],
  ['forwarded', '10.0.0.1', ['forwarded', 'for=203.0.113.7;proto=https'], '203.0.113.7'],
  ['forwarded, quoted', '10.0.0.1', ['Forwarded', 'proto=http; For="[2001:db8::1]:47"'], '2001:db8::1'],
  ['forwarded, several', '10.0.0.1', ['forwarded', 'for=1.1.1.1, for=203.0.113.7, for=10.0.0.9'], '203.0.113.7'],
  ['forwarded, hidden hop', '10.0.0.1', ['forwarded', 'for=1.1.1.1, for=_hidden, for=10.0.0.9'], '10.0.0.9'],
  ['forwarded, unknown', '10.0.0.1', ['forwarded', 'for=unknown'], '10.0.0.1'],
  ['forwarded without for', '10.0.0.1', ['forwarded', 'for=1.1.1.1, proto=https'], '10.0.0.1'],
  ['a comma in quotes parts nothing', '10.0.0.1', ['forwarded', 'for=203.0.113.7;by="a, for=1.1.1.1"'], '203.0.113.7'],
  ['both and alike', '10.0.0.1', ['forwarded', 'for=203.0.113.7', 'x-forwarded-for', '203.0.113.7'], '203.0.113.7'],
  ['both and different', '10.0.0.1', ['forwarded', 'for=1.1.1.1', 'x-forwarded-for', '203.0.113.7'], '10.0.0.1'],
  ['other headers steer nothing', '10.0.0.1', ['x-real-ip', '1.1.1.1', 'true-client-ip', '1.1.1.1'], '10.0.0.1'],
]

test('clientAddress() believes trusted proxies alone, from the right', () => {
  for (const [what, peer, lines, expected] of table) {
    assert.equal(clientAddress(peer, new Fields(lines), trusted), expected, what)
  }
})

test('clientAddress() believes nobody where no proxy is trusted', () => {
  assert.equal(clientAddress('127.0.0.1', new Fields(['x-forwarded-for', '1.1.1.1']), []), '127.0.0.1')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inCidr, parseCidr } from './cidr.ts'
import { parseIp } from './ip.ts'

const members: readonly (readonly [block: string, address: string, within: boolean])[] = [
  ['10.0.0.0/8', '10.255.255.255', true],
  ['10.0.0.0/8', '11.0.0.0', false],
  ['10.1.2.3/8', '10.9.9.9', true],
  ['172.16.0.0/12', '172.31.255.255', true],
  ['172.16.0.0/12', '172.32.0.0', false],
  ['192.168.1.128/25', '192.168.1.129', true],
  ['192.168.1.128/25', '192.168.1.127', false],
  ['192.0.2.7', '192.0.2.7', true],
  ['192.0.2.7/32', '192.0.2.8', false],
  ['0.0.0.0/0', '203.0.113.9', true],
  ['0.0.0.0/0', '2001:db8::1', false],
  ['10.0.0.0/8', '::ffff:10.0.0.1', true],
  ['::ffff:10.0.0.0/104', '10.0.0.1', true],
  ['fc00::/7', 'fdff::1', true],
  ['fc00::/7', 'fe00::1', false],
  ['2001:db8::/33', '2001:db8:7fff::', true],
  ['2001:db8::/33', '2001:db8:8000::', false],
  ['::1', '::1', true],
  ['::/0', '2001:db8::1', true],
]

test('inCidr() compares exactly the bits of the block', () => {
  for (const [text, address, within] of members) {
    const cidr = parseCidr(text)
    const ip = parseIp(address)
    assert.ok(cidr !== undefined && ip !== undefined, text)
    assert.equal(inCidr(ip, cidr), within, `${address} in ${text}`)
  }
})

test('parseCidr() refuses what is no block', () => {
  const texts = [
    '',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/',
    '10.0.0.0/08',
    '::/129',
    '127.1/8',
    'host/8',
    '::ffff:1.2.3.4/95',
  ]
  for (const text of texts) assert.equal(parseCidr(text), undefined, text)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AddressClass, classifyAddress } from './address-class.ts'
import { parseLooseIp } from './ip.ts'

const table: readonly (readonly [address: string, expected: AddressClass])[] = [
  ['8.8.8.8', 'public'],
  ['172.15.255.255', 'public'],
  ['100.63.255.255', 'public'],
  ['100.128.0.0', 'public'],
  ['2606:4700::1111', 'public'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['2130706433', 'loopback'],
  ['::1', 'loopback'],
  ['10.1.2.3', 'private'],
  ['172.31.0.1', 'private'],
  ['192.168.0.1', 'private'],
  ['fec0::1', 'private'],
  ['169.254.1.1', 'link-local'],
  ['fe80::1%eth0', 'link-local'],
  ['febf::1', 'link-local'],
  ['100.64.0.1', 'cgnat'],
  ['224.0.0.1', 'multicast'],
  ['ff02::1', 'multicast'],
  ['0.0.0.0', 'unspecified'],
  ['0.1.2.3', 'unspecified'],
  ['::', 'unspecified'],
  ['255.255.255.255', 'broadcast'],
  ['240.0.0.1', 'reserved'],
  ['198.19.0.1', 'reserved'],
  ['4000::1', 'reserved'],
  ['100::1', 'reserved'],
  ['192.0.2.1', 'documentation'],
  ['2001:db8::1', 'documentation'],
  ['fd12:3456::1', 'unique-local'],
  ['169.254.169.254', 'metadata'],
  ['169.254.170.2', 'metadata'],
  ['100.100.100.200', 'metadata'],
  ['168.63.129.16', 'metadata'],
  ['fd00:ec2::254', 'metadata'],
  ['[::ffff:a9fe:a9fe]', 'metadata'],
  ['[::ffff:10.0.0.1]', 'private'],
  ['[::127.0.0.1]', 'loopback'],
  ['[::8.8.8.8]', 'public'],
  ['[::ffff:0:127.0.0.1]', 'loopback'],
  ['[64:ff9b::169.254.169.254]', 'metadata'],
  ['[64:ff9b::8.8.8.8]', 'public'],
  ['[64:ff9b:1::8.8.8.8]', 'private'],
  ['[2002:7f00:1::]', 'loopback'],
  ['[2002:808:808::]', 'public'],
  ['[2001:0:7f00:1::]', 'loopback'],
  // Teredo writes the client inverted: f5ff:fffe is 10.0.0.1.
  ['[2001:0:4136:e378:8000:63bf:f5ff:fffe]', 'private'],
  ['[2001:0:4136:e378:8000:63bf:f7f7:f7f7]', 'public'],
  ['[2606:4700::5efe:10.0.0.1]', 'private'],
  ['[2606:4700::200:5efe:10.0.0.1]', 'private'],
]

test('classifyAddress() counts an address as what it stands for', () => {
  for (const [address, expected] of table) {
    const ip = parseLooseIp(address)
    assert.ok(ip !== undefined, address)
    assert.equal(classifyAddress(ip), expected, address)
  }
})

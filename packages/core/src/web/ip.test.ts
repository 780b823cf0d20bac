import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatIp, parseIp, parseLooseIp } from './ip.ts'

const canonical: readonly (readonly [text: string, formatted: string | undefined])[] = [
  ['127.0.0.1', '127.0.0.1'],
  ['255.255.255.255', '255.255.255.255'],
  ['256.0.0.1', undefined],
  ['01.2.3.4', undefined],
  ['1.2.3', undefined],
  ['1.2.3.4.', undefined],
  ['1.2.3.4.5', undefined],
  ['1.2.3.-4', undefined],
  ['0x7f.0.0.1', undefined],
  ['::', '::'],
  ['::1', '::1'],
  ['1::', '1::'],
  ['2001:DB8:0:0:8:800:200C:417A', '2001:db8::8:800:200c:417a'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ['fe80::1%eth0', 'fe80::1'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['::ffff:0a00:0001', '10.0.0.1'],
  ['0:0:0:0:0:FFFF:10.0.0.1', '10.0.0.1'],
  ['64:ff9b::10.0.0.1', '64:ff9b::a00:1'],
  ['1:2:3:4:5:6:7', undefined],
  ['1:2:3:4:5:6:7:8:9', undefined],
  ['1:2:3:4::5:6:7:8', undefined],
  ['1::2::3', undefined],
  [':1', undefined],
  ['1:', undefined],
  [':::', undefined],
  ['12345::', undefined],
  ['1.2.3.4::', undefined],
  ['::1.2.3', undefined],
  ['::g', undefined],
  ['::1%', undefined],
  ['[::1]', undefined],
  ['', undefined],
  ['localhost', undefined],
]

test('parseIp() takes canonical spellings only, and formatIp() gives each address one text', () => {
  for (const [text, formatted] of canonical) {
    const ip = parseIp(text)
    assert.equal(ip && formatIp(ip), formatted, text)
  }
})

const loose: readonly (readonly [text: string, formatted: string | undefined])[] = [
  ['2130706433', '127.0.0.1'],
  ['0x7f000001', '127.0.0.1'],
  ['0X7F.1', '127.0.0.1'],
  ['017700000001', '127.0.0.1'],
  ['0177.0.0.01', '127.0.0.1'],
  ['127.1', '127.0.0.1'],
  ['127.0.1', '127.0.0.1'],
  ['127.65535', '127.0.255.255'],
  ['127.0.0.1.', '127.0.0.1'],
  ['0', '0.0.0.0'],
  ['0x', '0.0.0.0'],
  ['4294967295', '255.255.255.255'],
  ['4294967296', undefined],
  ['127.16777216', undefined],
  ['1.256.1', undefined],
  ['08.0.0.1', undefined],
  ['127..1', undefined],
  ['1.2.3.4..', undefined],
  ['1.2.3.4.5', undefined],
  ['[::1]', '::1'],
  ['[::ffff:7f00:1]', '127.0.0.1'],
  ['[fe80::1%25eth0]', 'fe80::1'],
  ['[127.0.0.1]', '127.0.0.1'],
  ['', undefined],
  ['.', undefined],
  ['example.com', undefined],
  ['1.example', undefined],
  ['dead.beef', undefined],
]

test('parseLooseIp() takes every spelling that something on the way may take for an address', () => {
  for (const [text, formatted] of loose) {
    const ip = parseLooseIp(text)
    assert.equal(ip && formatIp(ip), formatted, text)
  }
})

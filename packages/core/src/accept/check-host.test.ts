import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrival } from '../../test/harness.ts'
import { GatewayError } from '../errors.ts'
import type { Arrival } from '../exchange.ts'
import { Fields } from '../web/fields.ts'
import { checkHost } from './check-host.ts'

const withHosts = (hosts: string[], httpVersion: Arrival['httpVersion'] = '1.1') =>
  arrival({ fields: new Fields(hosts.flatMap((host) => ['Host', host])), httpVersion })

test('checkHost() takes one well-formed host that agrees with the target', () => {
  const rows: [hosts: string[], authority: string | undefined, version: Arrival['httpVersion']][] = [
    [['localhost'], undefined, '1.1'],
    [['localhost:8787'], undefined, '1.1'],
    [['[::1]:8787'], undefined, '1.1'],
    [['API.Example.com'], 'api.example.com', '1.1'],
    [[], undefined, '1.0'],
    [[], undefined, '2'],
  ]
  for (const [hosts, authority, version] of rows) {
    assert.doesNotThrow(() => checkHost(withHosts(hosts, version), authority), hosts.join())
  }
})

test('checkHost() refuses none, two, odd ones and one that disagrees with the target', () => {
  const rows: [hosts: string[], authority: string | undefined, code: string][] = [
    [[], undefined, 'bad_host'],
    [[''], undefined, 'bad_host'],
    [['a.test', 'a.test'], undefined, 'bad_host'],
    [['a.test, b.test'], undefined, 'bad_host'],
    [['a.test/path'], undefined, 'bad_host'],
    [['user@a.test'], undefined, 'bad_host'],
    [['a b'], undefined, 'bad_host'],
    [['a.test'], 'b.test', 'host_mismatch'],
    [['a.test'], 'a.test:81', 'host_mismatch'],
  ]
  for (const [hosts, authority, code] of rows) {
    assert.throws(
      () => checkHost(withHosts(hosts), authority),
      (error) => error instanceof GatewayError && error.code === code,
      hosts.join(),
    )
  }
})

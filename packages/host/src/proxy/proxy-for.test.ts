import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type NoProxyEntry, type ProxyAddress, readNoProxyEntry } from '@strait/config'
import { compileProxyFor } from './proxy-for.ts'

const proxy = (host: string): ProxyAddress => ({ scheme: 'http', host, port: 3128, authorization: undefined })
const http = proxy('for-http')
const https = proxy('for-https')

function entries(list: readonly string[]): NoProxyEntry[] {
  return list.map((text) => {
    const entry = readNoProxyEntry(text)
    assert.ok(entry !== undefined, text)
    return entry
  })
}

/** By which proxy an address is called. */
function wayOf(url: string, noProxy: readonly string[] = [], proxies = { http, https } as Proxies): string {
  const { protocol, hostname, port } = new URL(url)
  const scheme = protocol === 'https:' ? 'https' : 'http'
  const host = hostname.replace(/^\[|\]$/g, '')
  const found = compileProxyFor({ ...proxies, noProxy: entries(noProxy) })?.({
    scheme,
    host,
    port: Number(port) || (scheme === 'https' ? 443 : 80),
  })
  return found?.host ?? 'direct'
}

interface Proxies {
  readonly http: ProxyAddress | undefined
  readonly https: ProxyAddress | undefined
}

test('compileProxyFor() chooses by scheme', () => {
  assert.equal(wayOf('https://a.test/'), 'for-https')
  assert.equal(wayOf('http://a.test/'), 'for-http')
  assert.equal(wayOf('http://a.test/', [], { http: undefined, https }), 'direct')
  assert.equal(wayOf('https://a.test/', [], { http, https: undefined }), 'direct')
  assert.equal(compileProxyFor({ http: undefined, https: undefined, noProxy: [] }), undefined)
})

test('compileProxyFor() sends this machine through no proxy', () => {
  for (const host of ['localhost', 'a.localhost', 'localhost.', '127.0.0.1', '127.8.9.1', '[::1]']) {
    assert.equal(wayOf(`https://${host}:8443/`), 'direct', host)
    assert.equal(wayOf(`http://${host}/`), 'direct', host)
  }
  for (const host of ['localhost.test', '128.0.0.1', '10.0.0.1', '[::2]'])
    assert.notEqual(wayOf(`http://${host}/`), 'direct')
})

const exceptions: readonly (readonly [entry: string, direct: readonly string[], proxied: readonly string[]])[] = [
  ['*', ['https://a.test', 'http://10.0.0.1'], []],
  ['a.test', ['https://a.test', 'https://A.TEST:8443', 'https://b.a.test', 'https://a.test.'], ['https://ba.test']],
  ['A.Test', ['https://a.test'], ['https://test']],
  ['.a.test', ['https://b.a.test', 'https://c.b.a.test'], ['https://a.test', 'https://ba.test']],
  ['*.a.test', ['https://b.a.test'], ['https://a.test', 'https://xa.test']],
  ['a.test:8443', ['https://a.test:8443', 'https://b.a.test:8443'], ['https://a.test', 'http://a.test:80']],
  ['a.test:443', ['https://a.test'], ['http://a.test']],
  ['.a.test:443', ['https://b.a.test'], ['http://b.a.test', 'https://a.test']],
  ['10.0.0.1', ['http://10.0.0.1', 'https://10.0.0.1:9'], ['http://10.0.0.2', 'http://10.0.0.1.test']],
  ['10.0.0.1:80', ['http://10.0.0.1'], ['https://10.0.0.1']],
  ['10.0.0.0/8', ['http://10.255.0.1'], ['http://11.0.0.1', 'http://10.test']],
  ['fd00::/8', ['http://[fd12::1]'], ['http://[fe80::1]', 'http://10.0.0.1']],
  ['[fd00::1]', ['http://[fd00::1]:8080'], ['http://[fd00::2]']],
  ['[fd00::1]:8080', ['http://[fd00::1]:8080'], ['http://[fd00::1]']],
  ['fd00::1', ['http://[fd00:0:0::1]'], ['http://[fd00::2]']],
]

test('compileProxyFor() calls directly what no_proxy names', () => {
  for (const [entry, direct, proxied] of exceptions) {
    for (const url of direct) assert.equal(wayOf(url, ['other.test', entry]), 'direct', `${entry} ${url}`)
    for (const url of proxied) assert.notEqual(wayOf(url, ['other.test', entry]), 'direct', `${entry} ${url}`)
  }
})

test('readNoProxyEntry() refuses what is no entry', () => {
  for (const text of [
    '',
    '.',
    '*.',
    'http://a.test',
    'a/b',
    '10.0.0.0/33',
    '10.0.0.300',
    '192.168.*',
    'a b',
    'a.test:x',
    '*.10.0.0.1',
  ]) {
    assert.equal(readNoProxyEntry(text), undefined, text)
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatProblems } from '../format.ts'
import { loadForTest } from '../load-for-test.ts'
import type { EgressProxy } from './egress-proxy.ts'
import { readProxyUrl } from './proxy-url.ts'

const basic = (text: string) => `Basic ${btoa(text)}`

const urls: readonly (readonly [url: string, place: string, authorization?: string])[] = [
  ['http://proxy.test:3128', 'http proxy.test 3128'],
  ['HTTP://Proxy.Test:3128/', 'http proxy.test 3128'],
  ['http://proxy.test', 'http proxy.test 80'],
  ['https://proxy.test', 'https proxy.test 443'],
  ['http://10.0.0.5:8080', 'http 10.0.0.5 8080'],
  ['http://[fd00::5]:8080', 'http fd00::5 8080'],
  ['http://user:pass@proxy.test', 'http proxy.test 80', basic('user:pass')],
  ['http://user@proxy.test', 'http proxy.test 80', basic('user:')],
  ['http://us%2Fer:p%40%3A%25@proxy.test:1', 'http proxy.test 1', basic('us/er:p@:%')],
  ['http://user:p@ss:w/rd@proxy.test:1', 'http proxy.test 1', basic('user:p@ss:w/rd')],
  ['http://us%C3%A9r:x@proxy.test:1', 'http proxy.test 1', `Basic ${btoa('us\xc3\xa9r:x')}`],
]

test('readProxyUrl() reads place and credentials', () => {
  for (const [url, place, authorization] of urls) {
    const read = readProxyUrl(url, 'test')
    assert.equal(read.kind, 'ok', url)
    if (read.kind !== 'ok') continue
    const { scheme, host, port } = read.value
    assert.equal(`${scheme} ${host} ${port}`, place, url)
    assert.equal(read.value.authorization?.reveal(), authorization, url)
  }
})

const wrongUrls = [
  ...['', 'proxy.test:3128', 'socks5://proxy.test:1080', 'http://', 'http://proxy.test:0', 'http://proxy.test:99999'],
  ...['http://proxy.test/path', 'http://proxy.test?x', 'http://proxy.test#x', 'http://a b:1', 'http://[::1:1'],
  ...['http://us%zzer:hunter2@proxy.test', 'http://us%3Aer:hunter2@proxy.test', 'http://us:hunter2%0a@proxy.test'],
  ...['ftp://user:hunter2@proxy.test', 'http://user:hunter2@', 'http://user:hunter2@bad host'],
]

test('readProxyUrl() says what is wrong and repeats none of it', () => {
  for (const url of wrongUrls) {
    const read = readProxyUrl(url, 'test')
    assert.equal(read.kind, 'wrong', url)
    assert.doesNotMatch(JSON.stringify(read), /hunter2|proxy\.test/, url)
  }
})

async function egressOf(text: string): Promise<EgressProxy | undefined> {
  const loaded = await loadForTest(`egress: ${text}\n`)
  if (loaded.kind === 'invalid') throw new Error(formatProblems(loaded.problems))
  return loaded.config.egress.proxy
}

test('egress.proxy has three forms, and is off without any', async () => {
  assert.equal(await egressOf('{ allow: [] }'), undefined)
  assert.deepEqual(await egressOf('{ proxy: environment }'), { kind: 'environment' })
  const place = { scheme: 'http', host: 'p.test', port: 3128, authorization: undefined }
  assert.deepEqual(await egressOf('{ proxy: "http://p.test:3128" }'), {
    kind: 'given',
    http: place,
    https: place,
    noProxy: [],
  })
  const apart = '{ proxy: { https: "http://p.test:3128", no_proxy: [a.test, "*.b.test:8443", 10.0.0.0/8, "*"] } }'
  const given = await egressOf(apart)
  assert.equal(given?.kind, 'given')
  if (given?.kind !== 'given') return
  assert.deepEqual([given.http, given.https], [undefined, place])
  assert.deepEqual(
    given.noProxy.map((entry) => entry.kind),
    ['name', 'name', 'block', 'all'],
  )
})

test('egress.proxy takes its secrets from outside', async () => {
  const given = await egressOf('{ proxy: "http://user:${OPENAI_API_KEY}@p.test:3128" }')
  assert.ok(given?.kind === 'given')
  assert.equal(given.https?.authorization?.reveal(), basic('user:sk-from-env'))
  assert.doesNotMatch(JSON.stringify(given), /sk-from-env|Basic/)
})

const mistakes: readonly (readonly [text: string, told: RegExp])[] = [
  ['{ proxy: "p.test:3128" }', /no scheme[\s\S]*http:\/\//],
  ['{ proxy: "socks5://p.test" }', /only http and https/],
  ['{ proxy: 3128 }', /URL of a proxy/],
  ['{ proxy: true }', /URL of a proxy/],
  ['{ proxy: }', /egress\.proxy/],
  ['{ proxy: { no_proxy: [a.test] } }', /names no proxy/],
  ['{ proxy: { url: "http://p.test" } }', /no member "url"/],
  ['{ proxy: { http: environment } }', /URL of a proxy/],
  ['{ proxy: { http: "http://p.test", no_proxy: "a.test,b.test" } }', /write a list/],
  ['{ proxy: { http: "http://p.test", no_proxy: ["https://a.test"] } }', /host alone/],
  ['{ proxy: { http: "http://p.test", no_proxy: [10.0.0.0/33] } }', /no_proxy\[0\]/],
  ['{ proxy: "http://user:hunter2@p.test/path" }', /no path/],
  ['{ proxy: { https: "http://us%zz:hunter2@p.test" } }', /percent/],
]

test('egress.proxy tells every mistake with its place, and never a password', async () => {
  for (const [text, told] of mistakes) {
    const loaded = await loadForTest(`egress: ${text}\n`)
    assert.equal(loaded.kind, 'invalid', text)
    if (loaded.kind !== 'invalid') continue
    const shown = formatProblems(loaded.problems)
    assert.match(shown, told)
    assert.match(shown, /egress\.proxy/)
    assert.doesNotMatch(shown, /hunter2/)
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileEgress, parseAllowEntry } from './egress.ts'

const strict = compileEgress({ allow: [] })

function verdict(guard: typeof strict, url: string): string {
  const checked = guard.checkUrl(url)
  return checked.kind === 'ok' ? 'ok' : `${checked.status} ${checked.code}`
}

const allowed = [
  ...['https://api.openai.com/v1', 'http://example.com', 'https://EXAMPLE.com:8443/a?b', 'https://bücher.example/'],
  ...['http://8.8.8.8/', 'http://[2606:4700::1111]/', 'http://internal.example/', 'https://metadata.example.com/'],
]

test('checkUrl() lets public places through', () => {
  for (const url of allowed) assert.equal(verdict(strict, url), 'ok', url)
})

const notPublic = [
  ...['http://127.0.0.1/', 'http://127.0.0.1:8080/', 'http://127.1/', 'http://2130706433/', 'http://0x7f000001/'],
  ...[
    'http://0177.0.0.1/',
    'http://017700000001/',
    'http://0x7f.0.0.1/',
    'http://127.0.0.1./',
    'http://0/',
    'http://0.0.0.0/',
  ],
  ...['http://10.0.0.1/', 'http://172.16.0.1/', 'http://192.168.1.1/', 'http://100.64.0.1/', 'http://169.254.169.254/'],
  ...['http://2852039166/', 'http://0xa9fea9fe/', 'http://224.0.0.1/', 'http://255.255.255.255/', 'http://198.18.0.1/'],
  ...[
    'http://[::1]/',
    'http://[::]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[fe80::1]/',
    'http://[fc00::1]/',
    'http://[ff02::1]/',
  ],
  ...['http://[::ffff:127.0.0.1]/', 'http://[::ffff:7f00:1]/', 'http://[::127.0.0.1]/', 'http://[64:ff9b::7f00:1]/'],
  ...['http://[2002:7f00:1::]/', 'http://[fd00:ec2::254]/', 'http://[fe80::1%25eth0]/', 'http://[fe80::1%eth0]:80/x'],
  ...['http://１２７.0.0.1/', 'http://①②⑦.⓪.⓪.①/', 'http://127。0。0。1/', 'http://%31%32%37.0.0.1/'],
]

test('checkUrl() refuses addresses that are not public, in every spelling', () => {
  for (const url of notPublic) assert.equal(verdict(strict, url), '403 egress_refused', url)
})

const names = [
  ...[
    'http://localhost/',
    'http://LOCALHOST:80/',
    'http://localhost./',
    'http://a.localhost/',
    'http://a.b.localhost./',
  ],
  ...['http://ｌｏｃａｌｈｏｓｔ/', 'http://loc\u00adalhost/', 'http://%6cocalhost/', 'http://localhost.localdomain/'],
  ...['http://metadata/', 'http://metadata.google.internal/', 'http://metadata.google.internal./computeMetadata'],
  ...[
    'http://metadata.goog/',
    'http://instance-data/',
    'http://instance-data.ec2.internal/',
    'http://METADATA.google.INTERNAL',
  ],
]

test('checkUrl() refuses names of this machine and of metadata services before any lookup', () => {
  for (const url of names) assert.equal(verdict(strict, url), '403 egress_refused', url)
})

test('checkUrl() refuses other schemes and userinfo', () => {
  const urls = [
    'ftp://example.com/',
    'file://h/etc/passwd',
    'gopher://h/',
    'ws://h/',
    'http://u@example.com/',
    'http://u:p@h/',
  ]
  for (const url of urls) assert.equal(verdict(strict, url), '403 egress_refused', url)
})

const noUrl = [
  ...['', 'example.com', '//example.com', 'http:example.com', 'http:/example.com', 'http://', 'http:///x', 'http://?x'],
  ...[
    'http:\\\\127.0.0.1',
    'http://example.com\\@127.0.0.1/',
    'http://exa mple.com/',
    'http://example.com/\n',
    '\thttp://h/',
  ],
  ...['http://h:99999/', 'http://h:x/', 'http://[::1/', 'http://1.2.3.4.5/', 'http://256.1.1.1/', 'http://08.1.1.1/'],
  ...[
    'http://h/#f',
    'http://h#@127.0.0.1/',
    'http://h/../x',
    'http://h/%2e%2e/x',
    'http://h/ü',
    'http://a|b/',
    'javascript:1',
  ],
]

test('checkUrl() calls what is no usable URL a bad one', () => {
  for (const url of noUrl) assert.equal(verdict(strict, url), '400 bad_url', JSON.stringify(url))
})

test('checkUrl() gives the canonical place', () => {
  const place = strict.checkUrl('HTTPS://BÜCHER.example:8443/v1/?a=b')
  assert.ok(place.kind === 'ok')
  const { scheme, host, port, origin, hostHeader, path, query } = place
  assert.deepEqual(
    { scheme, host, port, origin, hostHeader, path, query },
    {
      scheme: 'https',
      host: 'xn--bcher-kva.example',
      port: 8443,
      origin: 'https://xn--bcher-kva.example:8443',
      hostHeader: 'xn--bcher-kva.example:8443',
      path: '/v1',
      query: '?a=b',
    },
  )
})

test('checkAddresses() refuses all where one is refused, and does not say which', () => {
  const table: readonly (readonly [addresses: readonly string[], kind: string])[] = [
    [['8.8.8.8', '2606:4700::1111'], 'ok'],
    [['8.8.8.8', '10.9.8.7'], 'refused'],
    [['::ffff:10.9.8.7'], 'refused'],
    [['169.254.169.254'], 'refused'],
    [['64:ff9b::10.9.8.7'], 'refused'],
    [['fe80::1%eth0'], 'refused'],
    [['not an address'], 'refused'],
    [[], 'refused'],
  ]
  for (const [addresses, kind] of table) {
    const checked = strict.checkAddresses('evil.example', addresses)
    assert.equal(checked.kind, kind, addresses.join())
    if (checked.kind === 'refused') assert.doesNotMatch(checked.detail, /10\.9|169\.254|evil/)
  }
})

const opened = compileEgress({
  allow: ['10.1.0.0/16', 'fd12::/16', '192.168.7.7', 'localhost', '*.corp.internal', 'Ollama.LAN'],
})

test('egress.allow opens what it names and nothing else', () => {
  const table: readonly (readonly [url: string, expected: string])[] = [
    ['http://10.1.2.3/', 'ok'],
    ['http://0x0a010203/', 'ok'],
    ['http://[::ffff:10.1.2.3]/', 'ok'],
    ['http://10.2.0.1/', '403 egress_refused'],
    // The block names IPv4; an address that is translated on its way there is another one.
    ['http://[64:ff9b::10.1.2.3]/', '403 egress_refused'],
    ['http://[fd12::1]/', 'ok'],
    ['http://[fd13::1]/', '403 egress_refused'],
    ['http://192.168.7.7/', 'ok'],
    ['http://192.168.7.8/', '403 egress_refused'],
    ['http://localhost:11434/', 'ok'],
    ['http://localhost./', 'ok'],
    ['http://a.localhost/', '403 egress_refused'],
    ['http://127.0.0.1/', '403 egress_refused'],
    ['http://metadata.google.internal/', '403 egress_refused'],
    ['ftp://localhost/', '403 egress_refused'],
    ['http://u@localhost/', '403 egress_refused'],
  ]
  for (const [url, expected] of table) assert.equal(verdict(opened, url), expected, url)
})

test('checkAddresses() trusts a name that is allowed, whatever it resolves to', () => {
  const table: readonly (readonly [host: string, address: string, kind: string])[] = [
    ['localhost', '127.0.0.1', 'ok'],
    ['ollama.lan', '172.16.0.9', 'ok'],
    ['ollama.lan.', '172.16.0.9', 'ok'],
    ['llm.corp.internal', '172.16.0.9', 'ok'],
    ['a.b.corp.internal', '::1', 'ok'],
    ['corp.internal', '172.16.0.9', 'refused'],
    ['evilcorp.internal', '172.16.0.9', 'refused'],
    ['other.lan', '172.16.0.9', 'refused'],
    ['other.lan', '10.1.0.9', 'ok'],
    ['127.0.0.1', '127.0.0.1', 'refused'],
  ]
  for (const [host, address, kind] of table) assert.equal(opened.checkAddresses(host, [address]).kind, kind, host)
})

test('parseAllowEntry() takes blocks, addresses and names, and refuses the rest', () => {
  const good = ['10.0.0.0/8', '::1', 'fd00::/8', 'host', 'host.example', '*.example', 'bücher.example']
  for (const text of good) assert.notEqual(parseAllowEntry(text), undefined, text)
  const odd = [
    '',
    '*',
    '*.',
    'a.*',
    'http://h',
    'h:80',
    'h:8080',
    'h/x',
    'h?x',
    '127.1',
    '0x7f.1',
    '10.0.0.0/33',
    'a b',
    '*.*.x',
    'u@h',
  ]
  for (const text of odd) assert.equal(parseAllowEntry(text), undefined, text)
  assert.throws(() => compileEgress({ allow: ['h:80'] }), /egress\.allow: "h:80"/)
})

test('checkUrl() lets a name that somebody else looks up through only by name', () => {
  const guard = compileEgress({
    allow: ['ollama.lan', '*.corp.example', '10.1.0.0/16'],
    resolvedElsewhere: ({ scheme, host }) => scheme === 'http' && host !== 'direct.example',
  })
  const table: readonly (readonly [url: string, expected: string])[] = [
    ['http://api.example/', '403 host_behind_proxy'],
    ['https://api.example/', 'ok'],
    ['http://direct.example/', 'ok'],
    ['http://ollama.lan:11434/', 'ok'],
    ['http://llm.corp.example/', 'ok'],
    // What is looked up is what was checked.
    ['http://8.8.8.8/', 'ok'],
    ['http://10.1.2.3/', 'ok'],
    ['http://10.2.2.3/', '403 egress_refused'],
    ['http://localhost/', '403 egress_refused'],
  ]
  for (const [url, expected] of table) assert.equal(verdict(guard, url), expected, url)
})

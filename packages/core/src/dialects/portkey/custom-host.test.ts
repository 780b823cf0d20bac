import assert from 'node:assert/strict'
import { test } from 'node:test'
import { portkeyStage } from '../../../test/portkey-stage.ts'

const stage = await portkeyStage()
const to = (host: string) => ['x-portkey-provider: passthrough', `x-portkey-custom-host: ${host}`]

const joins: readonly (readonly [host: string, target: string, url: string])[] = [
  ['https://h.test', '/v1/x', 'https://h.test/x'],
  ['https://h.test/', '/v1/x', 'https://h.test/x'],
  ['https://h.test/v1', '/v1/x', 'https://h.test/v1/x'],
  ['https://h.test/v1/', '/v1/x', 'https://h.test/v1/x'],
  ['https://h.test/v1/', '/v1//x', 'https://h.test/v1//x'],
  ['https://h.test/v1', '/v1', 'https://h.test/v1'],
  ['https://h.test', '/v1', 'https://h.test/'],
  ['https://h.test/v1', '/v1/', 'https://h.test/v1/'],
  ['https://h.test/v1', '/v1?a=1', 'https://h.test/v1?a=1'],
  ['https://h.test/v1?k=v', '/v1/x', 'https://h.test/v1/x?k=v'],
  ['https://h.test/v1?k=v', '/v1/x?a=1', 'https://h.test/v1/x?k=v&a=1'],
  ['https://h.test/?k=v', '/v1/x', 'https://h.test/x?k=v'],
  ['https://h.test?k=v', '/v1/x', 'https://h.test/x?k=v'],
  ['https://h.test/a/b', '/v1/x/y', 'https://h.test/a/b/x/y'],
  ['https://h.test:8443/v1', '/v1/x', 'https://h.test:8443/v1/x'],
  ['http://h.test/v1', '/v1/x', 'http://h.test/v1/x'],
  ['HTTPS://H.test/V1', '/v1/x', 'https://h.test/V1/x'],
  ['https://h.test/v1', '/v1beta/models/g:generateContent', 'https://h.test/v1/v1beta/models/g:generateContent'],
  ['https://h.test', '/v1beta/models', 'https://h.test/v1beta/models'],
  ['https://h.test', '/v1x/y', 'https://h.test/v1x/y'],
  ['https://h.test', '/api/chat', 'https://h.test/api/chat'],
  ['https://h.test', '/openai/x', 'https://h.test/openai/x'],
  ['https://h.test/v1', '/v1/proxy/x', 'https://h.test/v1/proxy/x'],
  ['https://h.test/v1', '/v1/x/v1/proxy/y', 'https://h.test/v1/x/v1/proxy/y'],
  ['https://h.test/v1', '/v1/v1/x', 'https://h.test/v1/v1/x'],
  ['https://h.test/v1', '/v1/a%2Fb%20c;d+e?x=a+b&x=%2F&y', 'https://h.test/v1/a%2Fb%20c;d+e?x=a+b&x=%2F&y'],
  ['https://h.test/%7Ebase', '/v1/x', 'https://h.test/%7Ebase/x'],
  ['https://93.184.215.14/v1', '/v1/x', 'https://93.184.215.14/v1/x'],
  [
    'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/v1',
    '/v1/x',
    'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/v1/x',
  ],
]
for (const [host, target, url] of joins) {
  test(`portkeyDoor() sends ${target} for ${host} to ${url}`, async () => {
    const told = await stage.ask({ target, headers: to(host) })
    assert.equal(told.url, url, told.text)
  })
}

const badShapes: readonly string[] = [
  'h.test',
  'https://',
  'https:///v1',
  'ftp://h.test',
  'file:///etc/passwd',
  'gopher://h.test',
  'https://user:pass@h.test',
  'https://user@h.test/v1',
  'https://@h.test',
  'https://h.test#frag',
  'https://h.test/v1#',
  'https://h.test/a/../b',
  'https://h.test/%2e%2e/b',
  'https://h.test/a/.%2E',
  'https://h.test/..;/b',
  'https:\\\\h.test',
  'https://h.test\\v1',
  'https://h .test',
  'https://h.test:99999',
  'https://h.test, https://i.test',
  'https:h.test',
  'not a url',
  '${HOST}',
]
for (const host of badShapes) {
  test(`portkeyDoor() refuses the custom host ${JSON.stringify(host)}`, async () => {
    const told = await stage.ask({ headers: to(host) })
    assert.equal(told.url, undefined)
    assert.deepEqual([told.status, told.code], [400, 'bad_control_header'])
    const { error } = JSON.parse(told.text)
    assert.match(error.message, /^x-portkey-custom-host: /)
    assert.deepEqual([error.type, error.code, error.param], ['invalid_request_error', 'bad_control_header', null])
    assert.ok(!told.text.includes('pass@'), 'the refusal repeats the address')
  })
}

/** Ways to this machine, the network behind it and a cloud's metadata. */
const inside: readonly string[] = [
  'http://127.0.0.1:9019',
  'http://localhost',
  'http://localhost:9019/v1',
  'http://localhost.',
  'http://LOCALHOST',
  'http://a.localhost',
  'http://2130706433',
  'http://0x7f000001',
  'http://0177.0.0.1',
  'http://127.1',
  'http://127.0.0.1.',
  'http://127.0.0.2',
  'http://0',
  'http://0.0.0.0',
  'http://[::1]',
  'http://[::ffff:127.0.0.1]',
  'http://[::ffff:7f00:1]',
  'http://[fe80::1]',
  'http://[fd00::1]',
  'http://[64:ff9b::7f00:1]',
  'http://10.0.0.1',
  'http://172.16.0.1',
  'http://192.168.1.1',
  'http://100.64.0.1',
  'http://169.254.169.254/latest/meta-data',
  'http://metadata.google.internal',
  'http://metadata',
  'http://168.63.129.16',
  'http://198.18.0.1',
  'http://192.0.0.1',
  'http://192.0.2.1',
  'http://224.0.0.1',
  'http://\u2460\u2461\u2466.0.0.1'.normalize('NFKC'),
]
const spellings: readonly (readonly [name: string, headers: (host: string) => string[]])[] = [
  ['the header', to],
  ['a config', (host) => [`x-portkey-config: ${JSON.stringify({ provider: 'passthrough', custom_host: host })}`]],
  [
    'a config in camel case',
    (host) => [`x-portkey-config: ${JSON.stringify({ provider: 'openai', customHost: host })}`],
  ],
  [
    'a target in camel case',
    (host) => [
      `x-portkey-config: ${JSON.stringify({ targets: [{ provider: 'openai', customHost: host, apiKey: 'k' }] })}`,
    ],
  ],
  [
    'a config above its target',
    (host) => [`x-portkey-config: ${JSON.stringify({ customHost: host, targets: [{ provider: 'openai' }] })}`],
  ],
  ['Foundry', (host) => ['x-portkey-provider: azure-ai', `x-portkey-azure-foundry-url: ${host}`]],
  ['Hugging Face', (host) => ['x-portkey-provider: huggingface', `x-portkey-huggingface-base-url: ${host}`]],
]
for (const host of inside) {
  test(`portkeyDoor() lets no request reach ${host}, however it is said`, async () => {
    for (const [name, headers] of spellings) {
      for (const target of ['/v1/chat/completions', '/v1/proxy/x', '/any']) {
        const told = await stage.ask({ target, headers: headers(host) })
        assert.equal(told.url, undefined, `${name} on ${target}`)
        assert.deepEqual([told.status, told.code], [403, 'egress_refused'], `${name} on ${target}: ${told.text}`)
      }
    }
  })
}

test('portkeyDoor() checks what a name resolves to, and keeps to those addresses', async () => {
  const resolved: string[] = []
  const rows: readonly (readonly [addresses: string[], code: string | undefined])[] = [
    [['93.184.215.14'], undefined],
    [['127.0.0.1'], 'egress_refused'],
    [['93.184.215.14', '10.0.0.1'], 'egress_refused'],
    [['::1'], 'egress_refused'],
  ]
  for (const [addresses, code] of rows) {
    const guarded = await portkeyStage({
      runtime: {
        resolve: async (host) => {
          resolved.push(host)
          return addresses
        },
      },
    })
    const told = await guarded.ask({ headers: to('http://rebinding.test/v1') })
    assert.equal(told.code, code)
    assert.deepEqual(told.request?.addresses, code === undefined ? addresses : undefined)
  }
  assert.deepEqual(
    resolved,
    rows.map(() => 'rebinding.test'),
  )
})

test('portkeyDoor() reaches inside hosts that the operator allows', async () => {
  const resolve = async (host: string) => (host.startsWith('127.') ? [host] : ['10.0.0.9'])
  const open = await portkeyStage({ allow: ['127.0.0.0/8', 'redis'], runtime: { resolve } })
  assert.equal((await open.ask({ headers: to('http://127.0.0.1:9/v1') })).url, 'http://127.0.0.1:9/v1/chat/completions')
  assert.equal((await open.ask({ headers: to('http://redis/v1') })).url, 'http://redis/v1/chat/completions')
  assert.equal((await open.ask({ headers: to('http://other/v1') })).code, 'egress_refused')
})

test('portkeyDoor() takes no host from a request where the operator says so', async () => {
  const closed = await portkeyStage({ options: { hosts: false } })
  for (const [name, headers] of spellings) {
    const told = await closed.ask({ headers: headers('https://h.test/v1') })
    assert.deepEqual([told.status, told.code, told.url], [403, 'egress_refused', undefined], name)
    assert.match(told.text, /hosts_from_requests/)
  }
  const resource = ['x-portkey-provider: azure-openai', 'x-portkey-azure-resource-name: theirs']
  assert.equal((await closed.ask({ headers: resource })).code, 'egress_refused')
  assert.equal((await closed.ask({ headers: ['x-portkey-provider: openai'] })).status, 200)
  assert.equal(
    (await closed.ask({ headers: ['x-portkey-config: pc-inside'] })).url,
    'http://10.1.2.3:9000/v1/chat/completions',
  )
})

test('portkeyDoor() refuses a host that is said twice', async () => {
  const told = await stage.ask({ headers: [...to('https://h.test/v1'), 'X-Portkey-Custom-Host: https://i.test/v1'] })
  assert.deepEqual([told.status, told.code, told.url], [400, 'bad_control_header', undefined])
  assert.match(told.text, /x-portkey-custom-host: it was sent twice/)
})

test('portkeyDoor() takes the host from the header where the config names one too', async () => {
  const headers = [
    'x-portkey-custom-host: https://header.test/v1',
    'x-portkey-config: {"provider":"passthrough","custom_host":"https://config.test/v1"}',
  ]
  assert.equal((await stage.ask({ headers })).url, 'https://header.test/v1/chat/completions')
})

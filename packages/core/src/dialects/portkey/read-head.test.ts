import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer } from '../../../test/harness.ts'
import { HELD, portkeyStage } from '../../../test/portkey-stage.ts'

const stage = await portkeyStage()
const openai = 'x-portkey-provider: openai'
const packed = (headers: object) => `x-portkey-default-headers: ${JSON.stringify(headers)}`

const unpacked: readonly (readonly [says: string, sent: readonly string[], got: readonly string[]])[] = [
  ['one', [packed({ my_custom_header: 'abc' })], ['my_custom_header: abc']],
  ['none', [packed({})], []],
  ['several, in order', [packed({ B: '1', a: '2' })], ['B: 1', 'a: 2']],
  ['beside others', ['x-a: 1', packed({ 'x-b': '2' })], ['x-a: 1', 'x-b: 2']],
  ['one that is sent directly wins', ['X-A: direct', packed({ 'x-a': 'packed' })], ['X-A: direct']],
  ['blanks around a value', [packed({ 'x-a': ' 1 ' })], ['x-a: 1']],
  ['latin-1', [packed({ 'x-a': 'caf\u00e9' })], ['x-a: caf\u00e9']],
  ['a credential', [packed({ Authorization: 'Bearer theirs' })], ['Authorization: Bearer theirs']],
  ['framing', [packed({ 'Content-Length': '9', 'transfer-encoding': 'chunked', 'x-a': '1' })], ['x-a: 1']],
  [
    'the connection',
    [packed({ connection: 'x-a', 'keep-alive': '1', upgrade: 'h2c', te: 'trailers', trailer: 'x' })],
    [],
  ],
  ['proxies', [packed({ 'proxy-authorization': 'Basic x', 'Proxy-Connection': 'close' })], []],
  ['host', [packed({ Host: 'evil.test', expect: '100-continue', 'http2-settings': 'x' })], []],
  [
    'the gateway',
    [packed({ 'x-strait-a': '1', 'X-Portkey-Custom-Host': 'https://evil.test', 'x-portkey-provider': 'groq' })],
    [],
  ],
]
for (const [says, sent, got] of unpacked) {
  test(`readHead() unpacks default headers: ${says}`, async () => {
    const told = await stage.ask({ headers: [openai, ...sent] })
    assert.deepEqual(told.headers, got)
    assert.equal(told.url, 'https://api.openai.com/v1/chat/completions')
    assert.equal(told.request?.origin.hostHeader, 'api.openai.com')
  })
}

const bad: readonly (readonly [header: string, says: RegExp])[] = [
  ['x-portkey-default-headers: {broken', /it is no JSON/],
  ['x-portkey-default-headers: ["a"]', /no JSON object/],
  ['x-portkey-default-headers: "a"', /no JSON object/],
  [packed({ 'a b': '1' }), /no header name/],
  [packed({ 'a:': '1' }), /no header name/],
  [packed({ '': '1' }), /no header name/],
  [packed({ 'x-a': 1 }), /a value in it is no text/],
  [packed({ 'x-a': ['1'] }), /a value in it is no text/],
  [packed({ 'x-a': null }), /a value in it is no text/],
  [packed({ 'x-a': 'a\r\nx-injected: 1' }), /can't carry/],
  [packed({ 'x-a': 'a\nb' }), /can't carry/],
  [packed({ 'x-a': 'a\u0000b' }), /can't carry/],
  ['x-portkey-default-headers: {"x-a":"\\u0100"}', /can't carry/],
  ['x-portkey-default-headers: {"x-a":"\\u20ac"}', /can't carry/],
  [packed({ 'x-a': '1', 'X-A': '2' }), /stands twice/],
]
for (const [header, says] of bad) {
  test(`readHead() refuses ${JSON.stringify(header)}`, async () => {
    for (const target of ['/v1/chat/completions', '/v1/messages', '/openai/x']) {
      const told = await stage.ask({ target, headers: [openai, header] })
      assert.deepEqual([told.status, told.code, told.url], [400, 'bad_control_header', undefined])
      assert.match(JSON.parse(told.text).error.message, /^x-portkey-default-headers: /)
      assert.match(told.text, says)
    }
  })
}

test('readHead() treats a packed credential as a direct one', async () => {
  const keyed = await portkeyStage({ keys: ['ours'] })
  const ours = packed({ authorization: 'Bearer ours', 'x-a': '1' })
  // It opens the gateway, and goes no further.
  assert.deepEqual((await keyed.ask({ headers: [openai, ours] })).headers, ['x-a: 1'])
  assert.equal((await keyed.ask({ headers: [openai, packed({ authorization: 'Bearer theirs' })] })).status, 401)
  // A held key takes its place.
  const held = await stage.ask({
    headers: ['x-portkey-provider: @held', packed({ 'X-Api-Key': 'k', authorization: 'Bearer t' })],
  })
  assert.deepEqual(held.headers, [`authorization: Bearer ${HELD}`])
  // Two in one name are two.
  const two = await stage.ask({ headers: [openai, packed({ authorization: 'Bearer a, Bearer b' })] })
  assert.equal(two.code, 'duplicate_authorization')
})

test('readHead() holds what is unpacked to the bounds of a head', async () => {
  const many = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`h${i}`, '']))
  assert.equal((await stage.ask({ headers: [openai, packed(many)] })).code, 'head_too_large')
})

const traceIds: readonly (readonly [id: string, taken: boolean])[] = [
  ['t', true],
  ['trace-123_{}', true],
  ['x'.repeat(128), true],
  ['x'.repeat(129), false],
  ['a b', false],
  ['caf\u00e9', false],
  ['a\tb', false],
]
for (const [id, taken] of traceIds) {
  test(`readHead() ${taken ? 'takes' : 'refuses'} the trace id ${JSON.stringify(id)}`, async () => {
    for (const target of ['/v1/chat/completions', '/openai/chat/completions']) {
      const told = await stage.ask({ target, headers: [`x-portkey-trace-id: ${id}`] })
      assert.equal(told.status, taken ? 200 : 400, told.text)
      assert.equal(told.answer.get('x-portkey-trace-id'), taken ? id : undefined)
      if (taken) assert.equal(stage.records.at(-1)?.callerTraceId, id)
    }
  })
}

const metadata: readonly (readonly [header: string, taken: object | undefined])[] = [
  ['{"_user":"u1","env":"prod"}', { _user: 'u1', env: 'prod' }],
  ['{"n":7,"b":true}', { n: 7, b: true }],
  ['{}', {}],
  ['{"a":"caf\\u00e9"}', { a: 'caf\u00e9' }],
  // As UTF-8 arrives in a header: a character for each byte.
  ['{"a":"caf\u00c3\u00a9"}', { a: 'caf\u00e9' }],
  [`{"a":"${'x'.repeat(128)}"}`, { a: 'x'.repeat(128) }],
  [`{"a":"${'x'.repeat(129)}"}`, undefined],
  [`{"${'x'.repeat(129)}":"a"}`, undefined],
  [JSON.stringify(Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`k${i}`, '']))), undefined],
  ['{"a":"\\u0000"}', undefined],
  ['{"a":"\\r\\n"}', undefined],
  ['{"a":"\\ud800"}', undefined],
  ['{"a":{"b":1}}', undefined],
  ['{"a":[1]}', undefined],
  ['{"a":null}', undefined],
  ['[1]', undefined],
  ['"a"', undefined],
  ['{broken', undefined],
  ['{"a":"\u00e9"}', { a: '\u00e9' }],
]
for (const [header, taken] of metadata) {
  test(`readHead() ${taken === undefined ? 'refuses' : 'takes'} the metadata ${JSON.stringify(header).slice(0, 40)}`, async () => {
    const told = await stage.ask({ target: '/openai/x', headers: [`x-portkey-metadata: ${header}`] })
    if (taken === undefined) {
      assert.deepEqual([told.status, told.code], [400, 'bad_control_header'])
      assert.match(JSON.parse(told.text).error.message, /^x-portkey-metadata: /)
    } else {
      assert.equal(told.status, 200, told.text)
      assert.deepEqual(stage.records.at(-1)?.metadata, taken)
    }
  })
}

test('readHead() lets a caller wait for less, not for more', async () => {
  const waiting = await portkeyStage({
    upstream: (_, cancel) =>
      new Promise((resolve) => {
        cancel.listen((cause) => resolve({ kind: 'failed', code: 'client_gone', delivered: 'maybe', cause }))
      }),
  })
  for (const headers of [
    [openai, 'x-portkey-request-timeout: 20'],
    ['x-portkey-config: {"provider":"openai","request_timeout":20}'],
    ['x-portkey-config: {"provider":"openai","requestTimeout":60000}', 'x-portkey-request-timeout: 20'],
    ['x-portkey-request-timeout: 20'],
  ]) {
    const told = await waiting.ask({ headers, body: '{}' })
    assert.deepEqual([told.status, told.code], [504, 'first_byte_timeout'], headers.join())
  }
})

const NAMES = ['provider', 'trace-id', 'last-used-option-index', 'retry-attempt-count', 'cache-status']

test('readHead() has the answer say what such a caller expects, and nobody else', async () => {
  const forged = NAMES.flatMap((name) => [`X-Portkey-${name}`, 'forged'])
  const upstream = await portkeyStage({
    upstream: () => answer('{}', { headers: [...forged, 'x-portkey-other', 'theirs'] }),
  })
  const told = async (...headers: string[]) => {
    const { answer: fields } = await upstream.ask({ headers, body: '{}' })
    return NAMES.map((name) => fields.all(`x-portkey-${name}`).join())
  }
  assert.deepEqual(await told(openai), ['openai', '', 'config', '0', 'DISABLED'])
  assert.deepEqual(await told(openai, 'x-portkey-trace-id: t'), ['openai', 't', 'config', '0', 'DISABLED'])
  assert.deepEqual(await told('x-portkey-provider: azure-openai', 'x-portkey-azure-resource-name: a'), [
    'azure-openai',
    '',
    'config',
    '0',
    'DISABLED',
  ])
  assert.deepEqual(await told('x-portkey-config: {"targets":[{"provider":"groq"}]}'), [
    'groq',
    '',
    'config.targets[0]',
    '0',
    'DISABLED',
  ])
  assert.deepEqual(await told('x-portkey-api-key: k'), ['openai', '', 'config', '0', 'DISABLED'])
  assert.deepEqual(
    await told(),
    NAMES.map(() => 'forged'),
  )
  assert.equal((await upstream.ask({ headers: [openai] })).answer.get('x-portkey-other'), 'theirs')
})

test('readHead() has a refusal echo the trace id', async () => {
  const told = await stage.ask({ headers: ['x-portkey-provider: nobody', 'x-portkey-trace-id: t-1'] })
  assert.deepEqual([told.status, told.answer.get('x-portkey-trace-id')], [400, 't-1'])
})

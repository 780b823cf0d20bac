import assert from 'node:assert/strict'
import { test } from 'node:test'
import { portkeyStage } from '../../../test/portkey-stage.ts'
import { GatewayError } from '../../errors.ts'
import type { Ask } from './ask.ts'
import { headerNames, knownKey } from './config-keys.ts'
import { readConfig } from './read-config.ts'

const BOUNDS = { depth: 6, targets: 32 }

function refusal(config: unknown): [code: string, message: string] {
  try {
    readConfig(config, 'C', 'request', BOUNDS)
  } catch (error) {
    assert.ok(error instanceof GatewayError)
    return [error.code, error.message]
  }
  return assert.fail('it was taken')
}

const later: readonly (readonly [key: string, value: unknown])[] = [
  ['on_status_codes', [429]],
  ['onStatusCodes', [429]],
  ['input_guardrails', ['g']],
  ['outputGuardrails', [{ 'default.contains': {} }]],
  ['default_input_guardrails', []],
  ['before_request_hooks', []],
  ['afterRequestHooks', []],
  ['input_mutators', []],
  ['outputMutators', []],
  ['metadata', {}],
  ['cb_config', {}],
  ['mode', 'single'],
  ['options', []],
  ['aws_server_side_encryption', 'x'],
  ['awsServerSideEncryptionKMSKeyId', 'x'],
  ['amzn_sagemaker_model_name', 'x'],
  ['vertex_storage_bucket_name', 'x'],
  ['snowflake_account', 'x'],
]
for (const [key, value] of later) {
  test(`readConfig() names ${key} as not built`, () => {
    for (const config of [{ provider: 'openai', [key]: value }, { targets: [{ provider: 'openai', [key]: value }] }]) {
      const [code, message] = refusal(config)
      assert.equal(code, 'config_unsupported')
      assert.ok(message.includes(knownKey(key)?.key ?? '?'), message)
    }
  })
}

const structures: readonly (readonly [config: unknown, code: string, says: RegExp])[] = [
  [{ strategy: { mode: 'single', onStatusCodes: [] } }, 'bad_control_header', /onStatusCodes means nothing to single/],
  [{ targets: [{ provider: 'a' }, { provider: 'b' }] }, 'bad_control_header', /strategy: write/],
  [{ strategy: { mode: 'single' }, targets: [{}, {}] }, 'bad_control_header', /single has one target/],
  [
    { strategy: { mode: 'fallback', on_status_codes: ['5xx'] }, targets: [{}, {}] },
    'bad_control_header',
    /on_status_codes/,
  ],
  [{ strategy: { mode: 'loadbalance' }, targets: [{ weight: 0 }, { weight: 0 }] }, 'bad_control_header', /weight 0/],
  [
    { strategy: { mode: 'loadbalance' }, targets: [{ weight: -1 }, {}] },
    'bad_control_header',
    /weight: write a number/,
  ],
  [{ strategy: { mode: 'fallback' }, targets: [{ name: 'x' }, { name: 'x' }] }, 'bad_control_header', /same name/],
  [
    { strategy: { mode: 'conditional', conditions: [{ query: { x: 1 } }] }, targets: [{ name: 'x' }] },
    'bad_control_header',
    /conditions\[0\]\.query/,
  ],
  [
    { strategy: { mode: 'conditional', default: 'y' }, targets: [{ name: 'x' }] },
    'bad_control_header',
    /default: there is no target of this name/,
  ],
  [{ retry: { attempts: 1.5 } }, 'bad_control_header', /retry\.attempts: write a whole number/],
  [{ retry: { attempts: 11 } }, 'bad_control_header', /retry\.attempts/],
  [{ retry: { attempts: 1, delay: 5 } }, 'bad_control_header', /a key that no retry has/],
  [{ cache: { mode: 'semantic' } }, 'config_unsupported', /cache\.mode semantic/],
  [{ cache: { mode: 'simple', max_age: '60' } }, 'bad_control_header', /max_age/],
  [{ override_params: [] }, 'bad_control_header', /override_params: write a JSON object/],
  [{ strategy: { mode: 'scientist' } }, 'bad_control_header', /strategy\.mode: write single, fallback/],
  [{ strategy: 'single' }, 'bad_control_header', /strategy/],
  [{ strategy: { mode: 'single', x: 1 } }, 'bad_control_header', /no strategy has/],
  [{ targets: [] }, 'bad_control_header', /targets: write a list/],
  [{ targets: {} }, 'bad_control_header', /targets: write a list/],
  [{ targets: ['openai'] }, 'bad_control_header', /targets\[0\]: it is no JSON object/],
  [{ provider: 'openai', targets: [{}] }, 'bad_control_header', /provider: beside targets/],
  [{ provider: 'openai', passthrough: true }, 'bad_control_header', /passthrough.*leave out provider/],
  [{ passthrough: 1 }, 'bad_control_header', /passthrough: write true or false/],
  [[], 'bad_control_header', /no JSON object/],
  ['openai', 'bad_control_header', /no JSON object/],
  [null, 'bad_control_header', /no JSON object/],
  [{ providr: 'openai' }, 'bad_control_header', /no key providr/],
  [{ 'custom-host': 'x' }, 'bad_control_header', /no key of such a name/],
  [{ 'sk-planted-as-a-key': 1 }, 'bad_control_header', /no key of such a name/],
  [{ CustomHost: 'x' }, 'bad_control_header', /no key CustomHost/],
  [JSON.parse('{"__proto__": {"provider":"x"}}'), 'bad_control_header', /no key __proto__/],
  [{ constructor: 1 }, 'bad_control_header', /no key constructor/],
  [{ custom_host: 'a', customHost: 'b' }, 'bad_control_header', /custom_host: it stands twice/],
  [{ resource_name: 'a', azure_resource_name: 'b' }, 'bad_control_header', /azure_resource_name: it stands twice/],
  [{ provider: 7 }, 'bad_control_header', /provider: write a text/],
  [{ provider: '' }, 'bad_control_header', /provider: write a text/],
  [{ api_key: ['k'] }, 'bad_control_header', /api_key: write a text/],
  [{ forward_headers: 'x-a' }, 'bad_control_header', /forward_headers: write a list/],
  [{ forward_headers: ['x-portkey-api-key'] }, 'bad_control_header', /never forwarded/],
  [{ forwardHeaders: ['Connection'] }, 'bad_control_header', /never forwarded/],
  [{ forward_headers: ['host'] }, 'bad_control_header', /never forwarded/],
  [{ forward_headers: ['a b'] }, 'bad_control_header', /no header name/],
  [{ request_timeout: 0 }, 'bad_control_header', /request_timeout: write whole milliseconds/],
  [{ request_timeout: 1.5 }, 'bad_control_header', /request_timeout/],
  [{ request_timeout: '1s' }, 'bad_control_header', /request_timeout/],
  [{ requestTimeout: -1 }, 'bad_control_header', /request_timeout/],
  [{ aws_role_arn: 'arn:…' }, 'bad_control_header', /aws_role_arn: the gateway's own identity/],
  [{ awsExternalId: 'x' }, 'bad_control_header', /own identity/],
  [{ azure_managed_client_id: 'x' }, 'bad_control_header', /own identity/],
  [{ azure_workload_client_id: 'x' }, 'bad_control_header', /own identity/],
]
for (const [config, code, says] of structures) {
  test(`readConfig() refuses ${JSON.stringify(config)}`, () => {
    const [found, message] = refusal(config)
    assert.equal(found, code)
    assert.match(message, says)
    assert.doesNotMatch(message, /planted/)
  })
}

test('readConfig() stops at targets that stand too deep in each other', () => {
  let config: unknown = { provider: 'openai' }
  for (let i = 0; i < 9; i++) config = { targets: [config] }
  assert.match(refusal(config)[1], /more than 6 deep/)
})

test('readConfig() takes so many targets and no more', () => {
  const targets = (count: number) => ({
    strategy: { mode: 'fallback' },
    targets: Array(count).fill({ provider: 'openai' }),
  })
  assert.match(refusal(targets(33))[1], /more than 32 targets/)
  const halves = { strategy: { mode: 'fallback' }, targets: [targets(16), targets(16)] }
  assert.match(refusal(halves)[1], /more than 32 targets/)
  assert.equal(readConfig(targets(32), 'C', 'request', BOUNDS).kind, 'group')
})

test('readConfig() hands down what a target takes from above', () => {
  const above = { custom_host: 'https://a.test', request_timeout: 5 }
  const target = (config: object) =>
    readConfig({ ...above, targets: [{ provider: 'openai', ...config }] }, 'C', 'request', BOUNDS) as Ask
  const inherited = target({})
  assert.equal(inherited.said.get('custom_host')?.text, 'https://a.test')
  assert.equal(inherited.patience, 5)
  const own = target({ customHost: 'https://b.test', requestTimeout: 7 })
  assert.equal(own.said.get('custom_host')?.text, 'https://b.test')
  assert.deepEqual([own.patience, own.option], [7, 'config.targets[0]'])
})

test('knownKey() takes every key in both spellings', () => {
  for (const name of headerNames) {
    const snake = name.replaceAll('-', '_')
    const camel = snake.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    assert.deepEqual(knownKey(camel), knownKey(snake), snake)
    assert.ok(knownKey(snake) !== undefined, snake)
  }
})

/** In a file of the operator some of these stand for a variable. Here all of them are what they are. */
const references = [
  '${PATH}',
  '${file:/etc/hostname}',
  '${PATH:-x}',
  '$PATH',
  '$(PATH)',
  'os.environ/PATH',
  'env.PATH',
  'env:PATH',
  'process.env.PATH',
  '%PATH%',
  '{{PATH}}',
  '$${PATH}',
]
for (const reference of references) {
  test(`readConfig() takes ${reference} for plain text`, async () => {
    const stage = await portkeyStage()
    const config = JSON.stringify({ provider: 'openai', api_key: reference })
    const inConfig = await stage.ask({ headers: [`x-portkey-config: ${config}`] })
    assert.deepEqual(inConfig.headers, [`authorization: Bearer ${reference}`])
    const packed = JSON.stringify({ 'x-mine': reference })
    const inHeaders = await stage.ask({
      headers: [
        'x-portkey-provider: openai',
        `x-portkey-openai-organization: ${reference}`,
        `x-portkey-default-headers: ${packed}`,
      ],
    })
    assert.deepEqual(inHeaders.headers, [`x-mine: ${reference}`, `openai-organization: ${reference}`])
    const asHost = await stage.ask({
      headers: ['x-portkey-provider: passthrough', `x-portkey-custom-host: https://h.test/${reference}`],
    })
    assert.ok(asHost.code === 'bad_control_header' || asHost.url === `https://h.test/${reference}/chat/completions`)
  })
}

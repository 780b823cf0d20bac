import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '@strait/core'
import { type TelemetryConfig, telemetryOptions } from './options.ts'
import type { Env } from './otel-env.ts'

const reveal = (headers: Readonly<Record<string, Secret>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()]))

const off: readonly [title: string, config: TelemetryConfig | undefined, env: Env][] = [
  ['nothing', undefined, {}],
  ['a config without an address', { sample: 0.5 }, {}],
  ['variables that ask for nothing', undefined, { OTEL_SERVICE_NAME: 'x', OTEL_TRACES_SAMPLER: 'always_on' }],
  ['an empty address', undefined, { OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
  ['OTEL_SDK_DISABLED, whatever the config says', { otlp: 'http://c:4318' }, { OTEL_SDK_DISABLED: 'true' }],
  ['OTEL_TRACES_EXPORTER=none', { otlp: 'http://c:4318' }, { OTEL_TRACES_EXPORTER: 'none' }],
]

for (const [title, config, env] of off) {
  test(`telemetryOptions() is undefined for ${title}`, () => {
    assert.equal(telemetryOptions(config, env), undefined)
  })
}

const endpoints: readonly [config: TelemetryConfig | undefined, env: Env, endpoint: string][] = [
  [{ otlp: 'http://c:4318' }, {}, 'http://c:4318/v1/traces'],
  [{ otlp: 'http://c:4318/' }, {}, 'http://c:4318/v1/traces'],
  [{ otlp: 'https://c/otlp' }, {}, 'https://c/otlp/v1/traces'],
  [{ otlp: 'https://c/otlp/v1/traces' }, {}, 'https://c/otlp/v1/traces'],
  [{ otlp: { url: 'https://c' } }, {}, 'https://c/v1/traces'],
  [undefined, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }, 'http://c:4318/v1/traces'],
  [undefined, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c/base/' }, 'http://c/base/v1/traces'],
  [undefined, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c:1/own' }, 'http://c:1/own'],
  [
    undefined,
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://b/' },
    'http://b/',
  ],
  [undefined, { OTEL_TRACES_EXPORTER: 'otlp' }, 'http://localhost:4318/v1/traces'],
  [{ otlp: 'http://c' }, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://d' }, 'http://c/v1/traces'],
]

for (const [config, env, endpoint] of endpoints) {
  test(`telemetryOptions() sends to ${endpoint} for ${JSON.stringify({ config, env })}`, () => {
    assert.equal(telemetryOptions(config, env)?.endpoint, endpoint)
  })
}

test('telemetryOptions() warns of an address that is none, and repeats nothing of it', () => {
  const warnings: string[] = []
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'planted-secret' }
  assert.equal(
    telemetryOptions(undefined, env, (message) => warnings.push(message)),
    undefined,
  )
  assert.equal(warnings.length, 1)
  assert.match(warnings[0] ?? '', /OTEL_EXPORTER_OTLP_ENDPOINT/)
  assert.doesNotMatch(warnings[0] ?? '', /planted/)
})

test('telemetryOptions() warns where a variable switches off what the config asks for', () => {
  const warnings: string[] = []
  telemetryOptions({ otlp: 'http://c' }, { OTEL_SDK_DISABLED: 'true' }, (message) => warnings.push(message))
  assert.match(warnings.join('\n'), /OTEL_SDK_DISABLED/)
  telemetryOptions(undefined, { OTEL_SDK_DISABLED: 'true' }, (message) => warnings.push(message))
  assert.equal(warnings.length, 1)
})

test('telemetryOptions() names the variables that took effect, and not those that the config overrules', () => {
  const env = {
    PATH: '/bin',
    OTEL_SDK_DISABLED: 'false',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318',
    OTEL_SERVICE_NAME: 'edge',
    OTEL_TRACES_SAMPLER: 'traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.5',
    OTEL_LOGS_EXPORTER: 'none',
  }
  assert.deepEqual([...(telemetryOptions(undefined, env)?.used ?? [])].sort(), [
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'OTEL_SERVICE_NAME',
    'OTEL_TRACES_SAMPLER',
    'OTEL_TRACES_SAMPLER_ARG',
  ])
  assert.deepEqual(telemetryOptions({ otlp: 'http://c', sample: 1, service: 's' }, env)?.used, [])
})

test('telemetryOptions() merges headers, percent-decoded, as secrets', () => {
  const options = telemetryOptions(
    { otlp: { url: 'http://c', headers: { 'x-c': new Secret('from config', 'config') } } },
    {
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20a,x-a=1,x-c=3',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: ' x-a = 2 , =none',
    },
  )
  assert.deepEqual(reveal(options?.headers ?? {}), { authorization: 'Bearer a', 'x-a': '2', 'x-c': 'from config' })
  assert.doesNotMatch(JSON.stringify(options), /Bearer|from config/)
})

test('telemetryOptions() reads the rest of the standard variables', () => {
  const options = telemetryOptions(undefined, {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318',
    OTEL_EXPORTER_OTLP_TIMEOUT: '2500',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_SERVICE_NAME: 'edge',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=prod,service.name=other,a=b%2Cc',
    OTEL_BSP_MAX_QUEUE_SIZE: '100',
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '500',
    OTEL_BSP_SCHEDULE_DELAY: '10',
    OTEL_BSP_EXPORT_TIMEOUT: 'soon',
  })
  assert.ok(options)
  assert.equal(options.timeout, 2500)
  assert.equal(options.compression, 'gzip')
  assert.equal(options.service, 'edge')
  assert.deepEqual(options.resource, { 'deployment.environment.name': 'prod', 'service.name': 'other', a: 'b,c' })
  assert.deepEqual(options.batch, { queue: 100, size: 100, delay: 10, timeout: 30_000 })
})

for (const [endpoint, compression] of [
  ['http://localhost:4318', 'none'],
  ['http://127.0.0.1:4318', 'none'],
  ['http://[::1]:4318', 'none'],
  ['https://collector.example', 'gzip'],
] as const) {
  test(`telemetryOptions() compresses by default where there is a wire to spare: ${endpoint} → ${compression}`, () => {
    assert.equal(telemetryOptions({ otlp: endpoint }, {})?.compression, compression)
  })
}

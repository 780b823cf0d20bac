import type { Secret } from '@strait/core'
import { type Env, endpointOf, headersOf, numberOf, pairsOf } from './otel-env.ts'
import { parseSampler, type SamplerRule } from './sampler.ts'

/** What `telemetry` of the config can say. What it leaves open, the standard variables may fill. */
export interface TelemetryConfig {
  /** The collector's address: a base like `http://localhost:4318`, or with a path that ends in `/v1/traces`. */
  readonly otlp?: string | OtlpConfig | undefined
  /** Share of the traces that begin here, 0 to 1. */
  readonly sample?: number | undefined
  /** `service.name` */
  readonly service?: string | undefined
}

export interface OtlpConfig {
  readonly url: string
  readonly headers?: Readonly<Record<string, Secret>> | undefined
  readonly compression?: 'gzip' | 'none' | undefined
  /** ms */
  readonly timeout?: number | undefined
}

export interface TelemetryOptions {
  /** `deno`: the runtime exports by itself, and spans go through its provider. */
  readonly via: 'otlp' | 'deno'
  /** Where traces are posted, complete. */
  readonly endpoint: string
  readonly headers: Readonly<Record<string, Secret>>
  readonly compression: 'gzip' | 'none'
  /** ms for one export, its repeats included. */
  readonly timeout: number
  readonly service: string
  readonly resource: Readonly<Record<string, string>>
  readonly sampler: SamplerRule
  readonly batch: BatchBounds
  /** Names of the variables that took effect. */
  readonly used: readonly string[]
}

export interface BatchBounds {
  /** Spans held at most, those under way to the collector included. */
  readonly queue: number
  /** Spans in one export. */
  readonly size: number
  /** ms that a span waits for others. */
  readonly delay: number
  /** ms after which an export counts as failed, whatever the exporter says. */
  readonly timeout: number
}

const DEFAULT_ENDPOINT = 'http://localhost:4318'

/**
 * Config and standard `OTEL_*` variables together; undefined where nobody asked for tracing. The config wins where
 * both speak, except that the environment can always switch tracing off.
 */
export function telemetryOptions(
  config: TelemetryConfig | undefined,
  environment: Env,
  warn: (message: string) => void = () => {},
): TelemetryOptions | undefined {
  const { env, used } = noted(environment)
  const off = switchedOff(env)
  if (off !== undefined && config?.otlp !== undefined) warn(`telemetry: ${off} switches tracing off, config or not`)
  if (off !== undefined) return undefined
  const via = exportsByItself(env) ? 'deno' : 'otlp'
  const endpoint = configured(config) ?? endpointOf(env, warn) ?? asked(env, via)
  if (endpoint === undefined) return undefined
  warnOfProtocol(env, warn)
  const otlp = typeof config?.otlp === 'object' ? config.otlp : undefined
  const resource = pairsOf(env['OTEL_RESOURCE_ATTRIBUTES'])
  return {
    via,
    endpoint,
    headers: { ...headersOf(env), ...otlp?.headers },
    compression: otlp?.compression ?? compressionOf(env, endpoint, warn),
    timeout:
      otlp?.timeout ??
      numberOf(env, ['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', 'OTEL_EXPORTER_OTLP_TIMEOUT'], warn) ??
      10_000,
    service: config?.service ?? (env['OTEL_SERVICE_NAME'] || resource['service.name'] || 'strait'),
    resource,
    sampler: parseSampler(config?.sample, env, warn),
    batch: batchBounds(env, warn),
    used: used(),
  }
}

/** What the config has decided is not read, so what was read is what took effect. */
function noted(environment: Env): { readonly env: Env; readonly used: () => string[] } {
  const read = new Set<string>()
  const env = new Proxy(environment, {
    get(all, name: string) {
      const value = all[name]
      if (value) read.add(name)
      return value
    },
  })
  return { env, used: () => [...read].filter((name) => !WITHOUT_EFFECT.has(name)) }
}

/** Read in any case; what they could do has been done, or warned of. */
const WITHOUT_EFFECT = new Set([
  'OTEL_SDK_DISABLED',
  'OTEL_TRACES_EXPORTER',
  'OTEL_EXPORTER_OTLP_PROTOCOL',
  'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
])

function switchedOff(env: Env): string | undefined {
  if (isOn(env['OTEL_SDK_DISABLED'])) return 'OTEL_SDK_DISABLED'
  return env['OTEL_TRACES_EXPORTER'] === 'none' ? 'OTEL_TRACES_EXPORTER=none' : undefined
}

function configured(config: TelemetryConfig | undefined): string | undefined {
  const otlp = config?.otlp
  if (otlp === undefined) return undefined
  return tracesUrl(typeof otlp === 'string' ? otlp : otlp.url)
}

/** Names no address, yet wants tracing. */
function asked(env: Env, via: TelemetryOptions['via']): string | undefined {
  return via === 'deno' || env['OTEL_TRACES_EXPORTER'] === 'otlp' ? tracesUrl(DEFAULT_ENDPOINT) : undefined
}

function tracesUrl(base: string): string {
  const url = new URL(base)
  if (!url.pathname.endsWith('/v1/traces')) url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/traces`
  return url.href
}

/** Deno exports spans by itself under these two (docs.deno.com, "OpenTelemetry"). */
function exportsByItself(env: Env): boolean {
  return 'Deno' in globalThis && isOn(env['OTEL_DENO']) && (env['OTEL_DENO_TRACING'] ?? '') !== 'false'
}

function isOn(value: string | undefined): boolean {
  return value?.toLowerCase() === 'true' || value === '1'
}

/** Beside us on the same machine there is no wire to spare, and gzip costs as much as writing the spans. */
function compressionOf(env: Env, endpoint: string, warn: (message: string) => void): 'gzip' | 'none' {
  const value = env['OTEL_EXPORTER_OTLP_TRACES_COMPRESSION'] || env['OTEL_EXPORTER_OTLP_COMPRESSION']
  if (value === 'gzip' || value === 'none') return value
  if (value) warn('OTEL_EXPORTER_OTLP_COMPRESSION knows gzip and none')
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(endpoint).hostname) ? 'none' : 'gzip'
}

function warnOfProtocol(env: Env, warn: (message: string) => void): void {
  const value = env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL'] || 'http/protobuf'
  if (value !== 'http/protobuf')
    warn(`OTEL_EXPORTER_OTLP_PROTOCOL=${value} is not spoken here: traces go as http/protobuf`)
}

/** More than the specification's 2,048 and quicker than its 5 s: 400 exchanges a second are 1,200 spans. */
function batchBounds(env: Env, warn: (message: string) => void): BatchBounds {
  const queue = numberOf(env, ['OTEL_BSP_MAX_QUEUE_SIZE'], warn) ?? 8192
  const size = numberOf(env, ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE'], warn) ?? 256
  return {
    queue,
    size: Math.min(size, queue),
    delay: numberOf(env, ['OTEL_BSP_SCHEDULE_DELAY'], warn) ?? 1000,
    timeout: numberOf(env, ['OTEL_BSP_EXPORT_TIMEOUT'], warn) ?? 30_000,
  }
}

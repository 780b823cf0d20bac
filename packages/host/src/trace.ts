import type { Config } from '@strait/config'
import { type Runtime, Secret } from '@strait/core'
import { createTelemetry, type Telemetry, type TelemetryHost, telemetryOptions } from '@strait/telemetry'
import { version } from './version.ts'

export type TraceHost = Omit<TelemetryHost, 'version'> & {
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Tracing as the config and the standard OTEL_* variables ask for it; undefined, and nothing loaded, where neither does. */
export async function startTracing(
  { telemetry }: Config,
  runtime: Pick<Runtime, 'clock' | 'now'>,
  { environment, ...host }: TraceHost,
): Promise<Telemetry | undefined> {
  const settings = telemetry === undefined ? undefined : { ...telemetry, otlp: collectorOf(telemetry) }
  const options = telemetryOptions(settings, environment, host.warn)
  if (options === undefined) return undefined
  return createTelemetry({ ...options, ...host, version, clock: runtime.clock, now: runtime.now })
}

function collectorOf({ otlp, headers = {} }: NonNullable<Config['telemetry']>) {
  const lines = Object.entries<string | Secret>(headers).map(([name, value]): [string, Secret] => [
    name,
    value instanceof Secret ? value : new Secret(value, `telemetry.headers.${name}`),
  ])
  return { url: otlp, headers: Object.fromEntries(lines) }
}

export { createTelemetry } from './create-telemetry.ts'
export {
  type BatchBounds,
  type OtlpConfig,
  type TelemetryConfig,
  type TelemetryOptions,
  telemetryOptions,
} from './options.ts'
export type { Env } from './otel-env.ts'
export type { SamplerRule } from './sampler.ts'
export type { CreateOptions, Telemetry, TelemetryHost } from './telemetry.ts'

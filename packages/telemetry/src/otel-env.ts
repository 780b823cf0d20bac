import { Secret } from '@strait/core'

export type Env = Readonly<Record<string, string | undefined>>

/** The traces' own address as it stands, or the common one with `v1/traces` behind it (OTLP exporter specification). */
export function endpointOf(env: Env, warn: (message: string) => void): string | undefined {
  const own = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']
  if (own) return url('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', own, warn)
  const common = env['OTEL_EXPORTER_OTLP_ENDPOINT']
  if (!common) return undefined
  return url('OTEL_EXPORTER_OTLP_ENDPOINT', `${common.replace(/\/+$/, '')}/v1/traces`, warn)
}

/** Whoever reads a collector's key can write to it: headers are secrets. */
export function headersOf(env: Env): Record<string, Secret> {
  const headers: Record<string, Secret> = {}
  for (const name of ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS']) {
    for (const [key, value] of Object.entries(pairsOf(env[name]))) headers[key] = new Secret(value, `env ${name}`)
  }
  return headers
}

/** `a=1,b=2` with percent-encoded values. */
export function pairsOf(text: string | undefined): Record<string, string> {
  const pairs: Record<string, string> = {}
  for (const pair of text?.split(',') ?? []) {
    const equals = pair.indexOf('=')
    const key = decode(pair.slice(0, Math.max(equals, 0)).trim())
    if (key !== '') pairs[key] = decode(pair.slice(equals + 1).trim())
  }
  return pairs
}

/** The first of the variables that is a number above 0. */
export function numberOf(env: Env, names: readonly string[], warn: (message: string) => void): number | undefined {
  for (const name of names) {
    const text = env[name]?.trim()
    if (!text) continue
    const value = Number(text)
    if (Number.isFinite(value) && value > 0) return value
    warn(`${name} is not a number above 0: it is left aside`)
  }
  return undefined
}

function url(name: string, text: string, warn: (message: string) => void): string | undefined {
  const parsed = URL.canParse(text) ? new URL(text) : undefined
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') return parsed.href
  // Its text may hold a key, so it is not repeated.
  warn(`${name} is not an http(s) URL: it is left aside`)
  return undefined
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

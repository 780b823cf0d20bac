const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

/** A duration as agentgateway writes them (`1m30s`), in one number and unit; undefined where it is none. */
export function durationOf(text: string): string | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)]
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text) return undefined
  const ms = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit as string] ?? 0), 0)
  if (ms === 0) return 'off'
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${Math.max(1, Math.round(ms))}ms`
}

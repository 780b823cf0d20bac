import { readNumber } from './read-number.ts'

/** Anything of this size is an instant and no span: as seconds it were thirty years. */
const EPOCH_SECONDS = 1e9
const EPOCH_MS = 1e12

const RESET = /(?:^|-)reset(?:-|$)/

/**
 * ms until the longest of the exhausted limits is over, by the headers in which providers tell their limits:
 * `x-ratelimit-reset-requests` (OpenAI, Azure, Groq, Cerebras), `anthropic-ratelimit-requests-reset`,
 * `x-ratelimit-reset` (OpenRouter), `ratelimit-reset` (IETF draft). A limit that says it has something left is not
 * what the request ran into.
 */
export function readReset(headers: readonly string[], now: number): number | undefined {
  let longest: number | undefined
  for (let i = 0; i < headers.length; i += 2) {
    const name = (headers[i] as string).toLowerCase()
    if (!isReset(name) || hasSomethingLeft(headers, name)) continue
    const span = readSpan((headers[i + 1] as string).trim(), now)
    if (span !== undefined && span >= (longest ?? 0)) longest = span
  }
  return longest
}

const isReset = (name: string): boolean =>
  (name.includes('ratelimit') || name.includes('rate-limit')) && RESET.test(name)

function hasSomethingLeft(headers: readonly string[], reset: string): boolean {
  const remaining = lineOf(
    headers,
    reset.replace(RESET, (part) => part.replace('reset', 'remaining')),
  )
  if (remaining !== undefined) return (readNumber(remaining) ?? 0) > 0
  // Anthropic's limits of a subscription: `…-unified-5h-status: allowed` or `allowed_warning`, else `rejected`.
  const status = lineOf(
    headers,
    reset.replace(RESET, (part) => part.replace('reset', 'status')),
  )
  return status?.trim().toLowerCase().startsWith('allowed') ?? false
}

function lineOf(headers: readonly string[], name: string): string | undefined {
  for (let i = 0; i < headers.length; i += 2) {
    if ((headers[i] as string).toLowerCase() === name) return headers[i + 1]
  }
  return undefined
}

function readSpan(text: string, now: number): number | undefined {
  const number = readNumber(text)
  if (number !== undefined) return fromNumber(number, now)
  const instant = readInstant(text)
  return instant === undefined ? readDuration(text) : Math.max(0, instant - now)
}

function fromNumber(number: number, now: number): number {
  if (number >= EPOCH_MS) return Math.max(0, Math.round(number - now))
  return number >= EPOCH_SECONDS ? Math.max(0, Math.round(number * 1000 - now)) : Math.round(number * 1000)
}

/** RFC 3339. The runtimes agree on this form, and only on it. */
const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/

function readInstant(text: string): number | undefined {
  if (!INSTANT.test(text)) return undefined
  const instant = Date.parse(text.toUpperCase())
  return Number.isNaN(instant) ? undefined : instant
}

const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 1e-3 }
const DURATION = /^(?:\d{1,9}(?:\.\d{1,9})?(?:d|h|ms|m|us|s))+$/
const PARTS = /(\d+(?:\.\d+)?)(d|h|ms|m|us|s)/g

/** Go's way to write a duration: `6m0s`, `120ms`, `1h2m3.5s`. */
function readDuration(text: string): number | undefined {
  if (text.length > 64 || !DURATION.test(text)) return undefined
  let total = 0
  for (const [, count, unit = ''] of text.matchAll(PARTS)) total += Number(count) * (UNITS[unit] ?? 0)
  return Math.round(total)
}

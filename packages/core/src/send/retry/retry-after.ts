import { readHttpDate } from './http-date.ts'
import { readNumber } from './read-number.ts'
import { readReset } from './reset-headers.ts'

/**
 * How many ms an upstream asks to be left alone, in whichever header says so; undefined where none does. Never
 * negative, and always finite, but as long as the upstream likes: whoever waits has a limit of his own.
 *
 * @param headers flat: name, value, name, value, …
 * @param now wall ms
 */
export function readRetryAfter(headers: readonly string[], status: number, now: number): number | undefined {
  let exact: number | undefined
  let standard: number | undefined
  for (let i = 0; i < headers.length; i += 2) {
    switch ((headers[i] as string).toLowerCase()) {
      // OpenAI and Azure OpenAI; the SDKs of OpenAI and Anthropic read it first, since it is the finer one.
      case 'retry-after-ms':
      case 'x-ms-retry-after-ms':
        exact ??= readNumber(headers[i + 1] as string)
        break
      case 'retry-after':
        standard ??= readStandard((headers[i + 1] as string).trim(), now)
        break
    }
  }
  if (exact !== undefined) return Math.round(exact)
  // On any other status these tell how much is left, not how long to wait.
  return standard ?? (status === 429 ? readReset(headers, now) : undefined)
}

/** RFC 9110 10.2.3: seconds or a date. Some send decimals. */
function readStandard(text: string, now: number): number | undefined {
  const seconds = readNumber(text)
  if (seconds !== undefined) return Math.round(seconds * 1000)
  const instant = readHttpDate(text, now)
  return instant === undefined ? undefined : Math.max(0, instant - now)
}

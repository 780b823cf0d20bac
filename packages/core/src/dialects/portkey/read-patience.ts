import { badControl } from './refusals.ts'

const LONGEST = 86_400_000

/** ms to the head of the answer. */
export function readPatience(said: unknown, where: string): number {
  const ms = typeof said === 'string' && /^\d{1,9}$/.test(said.trim()) ? Number(said) : said
  if (typeof ms === 'number' && Number.isInteger(ms) && ms > 0 && ms <= LONGEST) return ms
  throw badControl(where, `write whole milliseconds, from 1 to ${LONGEST}`)
}

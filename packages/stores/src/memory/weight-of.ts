import type { CachedAnswer } from '@strait/core'

/** Objects, map entry and buffer around one answer, as heaps of V8 and JavaScriptCore have them: rather too much. */
const AROUND = 700
/** A string's own head. */
const STRING = 24
const NUMBER = 8

/** Bytes that an answer takes in memory. Texts of one byte a char, as header fields are. */
export function weightOf(key: string, { headers, body, ends, reason }: CachedAnswer): number {
  let weight = AROUND + STRING + key.length + (reason?.length ?? 0) + body.byteLength + NUMBER * ends.length
  for (const part of headers) weight += STRING + part.length
  return weight
}

import { program, stepsOf } from './program.ts'
import { readPattern } from './read-pattern.ts'
import { Search, type Work } from './search.ts'

/** A regular expression that any caller may have written. */
export interface Pattern {
  /** Whether it matches anywhere in the text. */
  test(text: string, work: Work): boolean
}

export type CompiledPattern =
  | { readonly kind: 'ok'; readonly pattern: Pattern }
  | { readonly kind: 'wrong'; readonly says: string }

/** What `{n,m}` within `{n,m}` may come to. */
const MOST_STEPS = 2000

/**
 * JavaScript's own regular expressions step back, and need longer than anyone waits for `(a+)+$`. These never do; they
 * know no lookaround and no references back, which nothing linear can. An engine of RE2's kind is a few hundred lines,
 * its port from a library 260 kB and 20 ms before the first pattern.
 */
export function compilePattern(text: string): CompiledPattern {
  const read = readPattern(text)
  if (read.kind === 'wrong') return read
  const { node, sets, anyCase } = read
  if (stepsOf(node) > MOST_STEPS) {
    return { kind: 'wrong', says: `what it repeats comes to more than ${MOST_STEPS} steps when written out` }
  }
  const compiled = program(node)
  let kept: Search | undefined
  const test = (value: string, work: Work): boolean => {
    const search = kept ?? new Search(compiled, sets, anyCase)
    // One that ends for want of work has grown.
    kept = undefined
    const matches = search.in(value, work)
    kept = search.small ? search : undefined
    return matches
  }
  return { kind: 'ok', pattern: { test } }
}

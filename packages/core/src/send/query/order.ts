const NUMERIC = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i

/** No number is written longer. */
const LONGEST = 64

/**
 * Below zero where the first comes before the second; undefined where nothing can be said. Headers and metadata are
 * text, so what is written as a number counts as one; other texts by their code units, which puts dates in their order.
 */
export function order(a: unknown, b: unknown): number | undefined {
  const [first, second] = [numberIn(a), numberIn(b)]
  if (first !== undefined && second !== undefined) return first < second ? -1 : first > second ? 1 : 0
  if (first !== undefined || second !== undefined || typeof a !== 'string' || typeof b !== 'string') return undefined
  return a < b ? -1 : a > b ? 1 : 0
}

function numberIn(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && value.length <= LONGEST && NUMERIC.test(value) ? Number(value) : undefined
}

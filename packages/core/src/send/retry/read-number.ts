/** As many digits as a number of ms can have: no value overflows, and none is long to look at. */
const NUMBER = /^(?:\d{1,15}(?:\.\d{0,20})?|\.\d{1,20})$/

/** A header's decimal number that is not negative; `Number` alone would also take hex, exponents and nothing. */
export function readNumber(text: string): number | undefined {
  const trimmed = text.trim()
  return NUMBER.test(trimmed) ? Number(trimmed) : undefined
}

/** What writes numbers ends far below. A longer one is not looked at: it may be as long as the body. */
const LONGEST = 64

/**
 * One spelling for all of a number's: sign, digits, exponent of the last digit. By its decimals, not as a double: some
 * servers read `9007199254740993` for what it says. undefined for what is no number of JSON's, and for one too long.
 */
export function exactNumber(written: Uint8Array): string | undefined {
  if (written.length > LONGEST) return undefined
  const text = String.fromCharCode(...written)
  const parts = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text)
  if (parts === null) return undefined
  const [, sign = '', before = '', behind = '', exponent = '0'] = parts
  const digits = (before + behind).replace(/^0+/, '')
  const kept = digits.replace(/0+$/, '')
  if (kept === '') return `${sign}0`
  return `${sign}${kept}e${BigInt(exponent) - BigInt(behind.length) + BigInt(digits.length - kept.length)}`
}

/** What a byte may be, as tables: one look per byte instead of a chain of comparisons. */

function tableOf(isIn: (code: number) => boolean): Uint8Array {
  const table = new Uint8Array(256)
  for (let code = 0; code < 256; code++) table[code] = isIn(code) ? 1 : 0
  return table
}

export const HTAB = 0x09
export const LF = 0x0a
export const CR = 0x0d
export const SP = 0x20
export const COLON = 0x3a

/** RFC 9110 5.6.2: what names and methods are made of. */
export const isTokenChar = tableOf((code) => /[!#$%&'*+.^_`|~0-9A-Za-z-]/.test(String.fromCharCode(code)))

/** What a line of a head may hold: HTAB, SP, visible characters and bytes beyond ASCII (RFC 9110 5.5). */
export const isLineChar = tableOf((code) => code === HTAB || (code >= SP && code !== 0x7f))

/** Of these, what is ASCII. */
export const isPlainChar = tableOf((code) => code === HTAB || (code >= SP && code < 0x7f))

/** What a request target may hold: visible ASCII. What it means is the caller's affair. */
export const isTargetChar = tableOf((code) => code > SP && code < 0x7f)

export function isToken(text: string): boolean {
  if (text.length === 0) return false
  for (let i = 0; i < text.length; i++) if (isTokenChar[text.charCodeAt(i)] !== 1) return false
  return true
}

export function isBlank(code: number): boolean {
  return code === SP || code === HTAB
}

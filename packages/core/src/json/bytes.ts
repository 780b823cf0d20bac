/** The bytes that JSON's grammar knows (RFC 8259 2). */
export const QUOTE = 0x22
export const BACKSLASH = 0x5c
export const COLON = 0x3a
export const COMMA = 0x2c
export const OPEN_BRACE = 0x7b
export const CLOSE_BRACE = 0x7d
export const OPEN_BRACKET = 0x5b
export const CLOSE_BRACKET = 0x5d

/** What a byte outside of strings is to a reader that follows brackets alone. */
export const PASSED = 0
export const OPEN = 1
export const CLOSE = 2
export const STRING = 3
/** In no JSON: other quotes, comments. */
export const WRONG = 4

const PASSING = ' \t\n\r,:'

/** By byte. What is made of letters and digits is not looked at, so that Python's NaN and Infinity pass. */
export const ROLES: Uint8Array = roles()

function roles(): Uint8Array {
  const table = new Uint8Array(256).fill(WRONG)
  const fill = (chars: string, role: number) => {
    for (const char of chars) table[char.charCodeAt(0)] = role
  }
  for (let byte = 0; byte < 256; byte++) if (isWord(byte)) table[byte] = PASSED
  fill(PASSING, PASSED)
  fill('[{', OPEN)
  fill(']}', CLOSE)
  fill('"', STRING)
  return table
}

/** What numbers and the three words are made of. */
export function isWord(byte: number): boolean {
  const letter = byte | 0x20
  return (letter >= 0x61 && letter <= 0x7a) || isNumeric(byte)
}

/** Digits, signs and the point. */
export function isNumeric(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2b || byte === 0x2d || byte === 0x2e
}

/** The four of RFC 8259 2. */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

export type EscapedChar =
  | { readonly kind: 'char'; readonly codePoint: number; readonly to: number }
  | { readonly kind: 'wrong'; readonly says: string }

const NAMED: ReadonlyMap<string, number> = new Map([
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
  ['v', 0x0b],
  ['f', 0x0c],
])

/** `\x41`, `\u0041`, `\u{1F600}`, or a pair of surrogates. */
const HEX = /x([\dA-F]{2})|u([\dA-F]{4})(?:\\u(D[C-F][\dA-F]{2}))?|u\{([\dA-F]{1,6})\}/iy

/** The character that stands behind a backslash, at `at`. */
export function escapedChar(text: string, at: number, inClass: boolean): EscapedChar {
  const codePoint = text.codePointAt(at)
  if (codePoint === undefined) return { kind: 'wrong', says: 'there is nothing behind the "\\"' }
  const char = String.fromCodePoint(codePoint)
  const to = at + char.length
  const named = char === 'b' && inClass ? 0x08 : NAMED.get(char)
  if (named !== undefined) return { kind: 'char', codePoint: named, to }
  if (char === 'x' || char === 'u') return hexChar(text, at)
  if (/[1-9k]/.test(char))
    return { kind: 'wrong', says: 'references back to a group can not be matched in linear time' }
  if (char === '0' && !/\d/.test(text[to] ?? '')) return { kind: 'char', codePoint: 0, to }
  if (/[a-z\d]/i.test(char)) return { kind: 'wrong', says: `"\\${char}" has no meaning here` }
  return { kind: 'char', codePoint, to }
}

function hexChar(text: string, at: number): EscapedChar {
  HEX.lastIndex = at
  const read = HEX.exec(text)
  if (read === null) return { kind: 'wrong', says: 'write \\x41, \\u0041 or \\u{41}' }
  const [written, two, four, low, braced] = read
  const codePoint = Number.parseInt(two ?? four ?? (braced as string), 16)
  if (codePoint > 0x10ffff) return { kind: 'wrong', says: 'Unicode ends at \\u{10FFFF}' }
  if (low === undefined) return { kind: 'char', codePoint, to: at + written.length }
  if (codePoint < 0xd800 || codePoint > 0xdbff) return { kind: 'char', codePoint, to: at + 5 }
  const pair = String.fromCharCode(codePoint, Number.parseInt(low, 16))
  return { kind: 'char', codePoint: pair.codePointAt(0) as number, to: at + written.length }
}

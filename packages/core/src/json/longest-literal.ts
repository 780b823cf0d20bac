/** Bytes of the longest string literal that says this: nothing takes more than `\u` escapes alone. */
export function longestLiteral(text: string): number {
  return 6 * text.length + 2
}

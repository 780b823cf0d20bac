/** A text in which one `*` stands for anything, nothing included. */
export interface StarPattern {
  readonly text: string
  /** Characters beside the `*`: the more, the more specific. */
  readonly literal: number
  readonly exact: boolean
  /** What the `*` stood for, empty where there is none; undefined where it does not match. */
  match(value: string): string | undefined
}

export function compileStar(text: string): StarPattern {
  const at = text.indexOf('*')
  if (at < 0) return { text, literal: text.length, exact: true, match: (value) => (value === text ? '' : undefined) }
  const head = text.slice(0, at)
  const tail = text.slice(at + 1)
  const literal = text.length - 1
  return {
    text,
    literal,
    exact: false,
    match: (value) =>
      value.length >= literal && value.startsWith(head) && value.endsWith(tail)
        ? value.slice(head.length, value.length - tail.length)
        : undefined,
  }
}

/** A route's path: exact, or with `*` for any run of characters. What the last `*` matched is the rest. */
export interface PathPattern {
  readonly text: string
  /** Literal characters before the first `*`: the longer, the more specific. */
  readonly literal: number
  readonly exact: boolean
  /** The rest, or undefined where the path does not match. A slash before the last `*` belongs to the rest. */
  match(path: string): string | undefined
}

export function compilePath(text: string): PathPattern {
  const first = text.indexOf('*')
  if (first < 0) return { text, literal: text.length, exact: true, match: (path) => (path === text ? '' : undefined) }
  if (first === text.length - 1) return prefix(text, first)
  return inner(text, first)
}

function prefix(text: string, at: number): PathPattern {
  const start = text.slice(0, at)
  const cut = start.endsWith('/') ? at - 1 : at
  return {
    text,
    literal: at,
    exact: false,
    match: (path) => (path.startsWith(start) ? path.slice(cut) : undefined),
  }
}

/** A `*` in the middle stands for one or more characters of a single segment; one at the end for all that follows. */
function inner(text: string, first: number): PathPattern {
  const parts = text.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const tail = parts.pop() as string
  const open = tail === ''
  const last = parts.pop() as string
  const cut = last.endsWith('/') && open ? last.slice(0, -1) : last
  const rest = open ? (cut === last ? '(.*)' : '(/.*)') : '([^/]+)'
  const expression = new RegExp(`^${[...parts, ''].join('[^/]+')}${cut}${rest}${tail}$`)
  return { text, literal: first, exact: false, match: (path) => expression.exec(path)?.[1] }
}

const PERCENT = 0x25
const DOT = 0x2e

/**
 * Does a path hold a `.` or `..` segment, in any spelling that some server on the way may resolve?
 *
 * Upstreams differ in what they do to a path before they read it, so the path is judged as the most eager of them
 * would see it: escapes undone until none is left (`%252e`), overlong UTF-8 taken for the ASCII it hides (`%c0%ae`),
 * `\` taken for `/`, a segment ended by `;`, `?`, `#` or NUL, and blanks and control characters around dots dropped.
 * One pass is enough: neither a dot nor a separator can become part of an escape, so a dot segment that shows at any
 * stage of undoing is still there at the end.
 */
export function hasDotSegment(path: string): boolean {
  const bytes = undoEscapes(path)
  let dots = 0
  let onlyDots = true
  for (const byte of bytes) {
    if (endsSegment(byte)) {
      if (onlyDots && (dots === 1 || dots === 2)) return true
      dots = 0
      // What follows `;` and its like still belongs to the same segment: it starts no new one.
      onlyDots = byte === 0x2f || byte === 0x5c
    } else if (byte === DOT) {
      dots++
    } else if (byte > 0x20 && byte !== 0x7f) {
      onlyDots = false
    }
  }
  return onlyDots && (dots === 1 || dots === 2)
}

function endsSegment(byte: number): boolean {
  switch (byte) {
    case 0x2f: // /
    case 0x5c: // \
    case 0x3b: // ;
    case 0x3f: // ?
    case 0x23: // #
    case 0x00:
      return true
    default:
      return false
  }
}

/** Every escape undone, also those that only appear when another is undone. Linear: each step shortens the output. */
function undoEscapes(path: string): Uint8Array {
  const out = new Uint8Array(path.length)
  let end = 0
  for (let i = 0; i < path.length; i++) {
    out[end++] = path.charCodeAt(i)
    for (let shorter = undoLast(out, end); shorter < end; shorter = undoLast(out, end)) end = shorter
  }
  return out.subarray(0, end)
}

/** Undoes an escape or an overlong pair that ends at `end`; returns the new end. */
function undoLast(out: Uint8Array, end: number): number {
  if (end >= 3 && out[end - 3] === PERCENT) {
    const high = hexValue(out[end - 2] as number)
    const low = hexValue(out[end - 1] as number)
    if (high >= 0 && low >= 0) {
      out[end - 3] = high * 16 + low
      return end - 2
    }
  }
  if (end >= 2) {
    const lead = out[end - 2] as number
    const trail = out[end - 1] as number
    // C0 and C1 never stand in UTF-8; lenient decoders read them as ASCII.
    if ((lead === 0xc0 || lead === 0xc1) && trail >= 0x80 && trail <= 0xbf) {
      out[end - 2] = ((lead & 1) << 6) | (trail & 0x3f)
      return end - 1
    }
  }
  return end
}

function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

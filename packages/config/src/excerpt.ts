import type { Problem, Range } from './problem.ts'
import { withoutUrlSecrets } from './yaml/shown.ts'

export const MASK = '•••'
const WIDEST = 110

export interface Hidden {
  /** Every value of the file; a comment begins outside of them. */
  readonly values: readonly Range[]
  /** Those that may be secret. */
  readonly masked: readonly Range[]
  /** Names that may in truth be values. */
  readonly maskedNames: ReadonlySet<string>
}

/** The line on which a range begins, as it can be shown to anybody. */
export function excerptOf(text: string, at: Range, hidden: Hidden): Problem['excerpt'] {
  const start = text.lastIndexOf('\n', at.start - 1) + 1
  const found = text.indexOf('\n', at.start)
  const end = found < 0 ? text.length : found
  const cut = commentStart(text, start, end, hidden.values)
  const before = mask(text, start, Math.min(at.start, cut), hidden)
  const marked = mask(text, at.start, Math.max(at.start, Math.min(at.end, cut)), hidden)
  const after = mask(text, Math.max(at.start, Math.min(at.end, cut)), Math.max(at.start, cut), hidden)
  return crop(joined(before, marked), marked, joined(after, marked, true).trimEnd())
}

function mask(text: string, start: number, end: number, { masked }: Hidden): string {
  let shown = ''
  let cursor = start
  for (const range of [...masked].sort((a, b) => a.start - b.start)) {
    if (range.end <= cursor || range.start >= end) continue
    shown += text.slice(cursor, Math.max(cursor, range.start)) + MASK
    cursor = Math.min(end, range.end)
  }
  return withoutUrlSecrets(shown + text.slice(cursor, Math.max(cursor, end))).replace(/[\t\r]/g, ' ')
}

/** One masked value that the mark cuts in two is masked once. */
function joined(part: string, marked: string, behind = false): string {
  if (behind) return marked.endsWith(MASK) && part.startsWith(MASK) ? part.slice(MASK.length) : part
  return marked.startsWith(MASK) && part.endsWith(MASK) ? part.slice(0, -MASK.length) : part
}

/** Comments are cut off: an old key is often kept in one. */
function commentStart(text: string, start: number, end: number, values: readonly Range[]): number {
  for (let i = start; i < end; i++) {
    if (text[i] !== '#' || (i > start && !/\s/.test(text[i - 1] as string))) continue
    if (!values.some((range) => range.start <= i && i < range.end)) return i
  }
  return end
}

/** Keeps the marked place on the screen: JSON often comes in one line. */
function crop(before: string, marked: string, after: string): Problem['excerpt'] {
  const lead = before.length > WIDEST / 2 ? `…${before.slice(-WIDEST / 2)}` : before
  const middle = marked.length > WIDEST / 2 ? `${marked.slice(0, WIDEST / 2)}…` : marked
  const room = WIDEST - lead.length - middle.length
  const tail = after.length > room ? `${after.slice(0, Math.max(0, room))}…` : after
  return { text: lead + middle + tail, column: lead.length + 1, length: Math.max(1, middle.length) }
}

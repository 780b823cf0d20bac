import type { Range } from '../problem.ts'
import { isReferenceOnly, isShown } from './shown.ts'

const MEMBER = /(?:^\s*(?:- +)*|[{,[]\s*)("[\w.-]+"|'[\w.-]+'|[\w.-]+)\s*:(?=\s|$)/g
/** A member whose blank behind the colon is missing. */
const TIGHT_MEMBER = /^\s*(?:- )?([\w-]+):/g

/** Values that hold no secret whatever stands around them: counts, switches, addresses, paths. */
const PLAIN =
  /^["']?(?:\d{1,5}(?:ms|[smhd]|[kMGT]?i?B)?|true|false|off|(?:[\d.]+|localhost|\[[\da-f:]+\])(?::\d{1,5})?|\/[\w/*.{}-]*|https?:\/\/[\w.-]+(?::\d{1,5})?(?:\/[^\s"'?@]*)?)["']?$/

/**
 * What to mask in a file that YAML can't read: without its structure only the name before a value tells whether it
 * may be shown, and a line without a name may be anything.
 */
export function guessHidden(text: string): Range[] {
  const hidden: Range[] = []
  let offset = 0
  for (const line of text.split('\n')) {
    hidden.push(...inLine(line).map(({ start, end }) => ({ start: start + offset, end: end + offset })))
    offset += line.length + 1
  }
  return hidden
}

function inLine(line: string): Range[] {
  const clear = [...line.matchAll(MEMBER)]
  const names = clear.length > 0 ? clear : [...line.matchAll(TIGHT_MEMBER)]
  const first = names[0]?.index ?? line.length
  const lead = /^[\s\-[\]{}]*/.exec(line)?.[0].length ?? 0
  const hidden: Range[] = lead < first && line.slice(lead, first).trim() !== '' ? [{ start: lead, end: first }] : []
  names.forEach((found, i) => {
    const start = found.index + found[0].length
    const end = names[i + 1]?.index ?? line.length
    const name = (found[1] as string).replace(/^["']|["']$/g, '')
    const value = line.slice(start, end)
    const blank = value.length - value.trimStart().length
    const bare = value.trim().replace(/[,}\]\s]+$/, '')
    const isPlain = isShown([name]) && PLAIN.test(bare)
    if (bare === '' || /^[{[]+$/.test(bare) || isPlain || isReferenceOnly(bare) || isReferenceOnly(`${bare}}`)) return
    hidden.push({ start: start + blank, end: start + value.trimEnd().length })
  })
  return hidden
}

import type { Answer } from '../../exchange.ts'
import { PASS } from '../../passes.ts'
import { Fields } from '../../web/fields.ts'
import { hopByHop, namedByConnection } from '../../web/hop-by-hop.ts'
import { cacheControl, secondsOf } from './cache-control.ts'

/** The head of an answer that may be kept. */
export interface KeptHead {
  readonly kind: 'kept'
  readonly headers: readonly string[]
  /** ms that it was under way before it came here, as it says itself. */
  readonly age: number
}

/** Why an answer is not kept, in a word. */
export type Unstored =
  | 'not_upstream'
  | 'status'
  | 'no_body'
  | 'too_large'
  | 'set-cookie'
  | 'cache-control'
  | 'vary'
  | 'trailer'
  | 'content-range'
  | 'encoded_stream'
  | 'personal_address'

export interface KeepRules {
  readonly maxEntry: number
  /** Whether two requests that differ in this header (lower case) never get the same answer. */
  counted(name: string): boolean
}

/**
 * By its head alone, as the client sees it: what the rules of the target take out does not count. So an operator who
 * takes out `set-cookie` says that it is of no use to anybody, and the answer can be kept.
 */
export function keptHead(answer: Answer, rules: KeepRules): KeptHead | Unstored {
  if (answer.from !== 'upstream') return 'not_upstream'
  if (answer.status !== 200) return 'status'
  if (answer.body === undefined || answer.tunnel !== undefined) return 'no_body'
  const fields = new Fields(endToEnd(answer))
  const why = whyUnstored(fields, rules)
  if (why !== undefined) return why
  return { kind: 'kept', headers: withoutAge(fields), age: secondsOf(fields.get('age')) ?? 0 }
}

const HOP_BY_HOP: ReadonlySet<string> = new Set(hopByHop)

/** The lines after the rules of the target, which will not be there when the answer is given again. */
function endToEnd({ headers, rules }: Answer): string[] {
  const fields = new Fields(headers)
  const named = namedByConnection(fields)
  const lines: string[] = []
  fields.names.forEach((name, i) => {
    if (HOP_BY_HOP.has(name) || named?.has(name) || rules?.dropped.has(name)) return
    lines.push(fields.flat[2 * i] as string, fields.value(i))
  })
  return rules === undefined ? lines : [...lines, ...rules.appended]
}

function whyUnstored(fields: Fields, { maxEntry, counted }: KeepRules): Unstored | undefined {
  if (fields.has('set-cookie')) return 'set-cookie'
  if (fields.has('trailer')) return 'trailer'
  if (fields.has('content-range')) return 'content-range'
  if (Number(fields.get('content-length') ?? 0) > maxEntry) return 'too_large'
  const isStream = isEventStream(fields)
  // Whether it broke off with an error can't be seen in it.
  if (isStream && fields.has('content-encoding')) return 'encoded_stream'
  const said = cacheControl(fields)
  // Servers of event streams say `no-cache` out of habit, against proxies that hold streams back.
  if (said.has('no-store') || said.has('private') || (said.has('no-cache') && !isStream)) return 'cache-control'
  const vary = fields.all('vary').join(',').split(',')
  const names = vary.map((name) => name.trim().toLowerCase()).filter((name) => name !== '')
  if (names.includes('*') || !names.every(counted)) return 'vary'
  // An address that opens for one caller.
  return fields.flat.some((part) => part.includes(`${PASS}=`)) ? 'personal_address' : undefined
}

function isEventStream(fields: Fields): boolean {
  return /^(?:text\/event-stream|application\/(?:x-ndjson|jsonl|vnd\.amazon\.eventstream))\b/i.test(
    fields.get('content-type') ?? '',
  )
}

function withoutAge({ flat, names }: Fields): readonly string[] {
  if (!names.includes('age')) return flat
  return flat.filter((_, i) => names[i >> 1] !== 'age')
}

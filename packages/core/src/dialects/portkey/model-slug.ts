import type { Identified } from '../../exchange.ts'
import { bodyModel } from '../../json/body-model.ts'
import { BACKSLASH } from '../../json/bytes.ts'
import { dropPrefix } from '../../json/drop-prefix.ts'
import { editBytes } from '../../json/edit-bytes.ts'
import { findMembers } from '../../json/find-members.ts'
import type { BodyEdit } from '../../send/target.ts'
import { after } from '../../web/after.ts'

type Peek = Awaited<ReturnType<Identified['body']['peek']>>

/** `@slug/model` in the body: the slug. A promise only where the client has yet to send it. */
export function slugInModel(exchange: Identified): string | undefined | Promise<string | undefined> {
  // Lines of JSON may come one for each answer: to wait for more of them would be to wait for ever.
  if (/jsonl|ndjson|json-seq|stream/i.test(exchange.arrival.fields.get('content-type') ?? '')) return undefined
  const { body } = exchange
  if (body.drained && !mayHoldAt(body.peek(0))) return undefined
  return after(bodyModel(exchange), slugOf)
}

/** Takes the slug from every `model` at the top of the body, and changes no other byte. */
export function withoutSlug(slug: string): BodyEdit {
  const prefix = `@${slug}/`
  return (whole) => {
    const found = findMembers(whole, 'model')
    if (found.kind !== 'object') return undefined
    const edits = found.members.map((member) => dropPrefix(whole, member, prefix)).filter((edit) => edit !== undefined)
    return edits.length === 0 ? undefined : editBytes(whole, edits)
  }
}

/** Nearly no body holds an `@`, however it is written: that is seen at a glance, where reading JSON takes its time. */
function mayHoldAt(peek: Peek | Promise<Peek>): boolean {
  if (peek instanceof Promise) return true
  const { bytes } = peek
  if (bytes.includes(AT)) return true
  for (let i = bytes.indexOf(BACKSLASH); i >= 0; i = bytes.indexOf(BACKSLASH, i + 2)) {
    if (bytes[i + 1] === U && bytes[i + 4] === FOUR) return true
  }
  return false
}

const AT = 0x40
const U = 0x75
const FOUR = 0x34

export function slugOf(model: string | undefined): string | undefined {
  return /^@([\w.~-]{1,128})\/./.exec(model ?? '')?.[1]
}

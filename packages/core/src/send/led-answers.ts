import type { Admitted, Answer } from '../exchange.ts'
import { editBytes } from '../json/edit-bytes.ts'
import { findStrings } from '../json/find-strings.ts'
import { jsonString } from '../json/json-string.ts'
import type { Kit } from '../kit.ts'
import type { Sender } from '../plan.ts'
import type { BodyUrls } from '../providers/provider.ts'
import { Fields, withoutLines } from '../web/fields.ts'
import type { CompiledHeaderRules } from '../web/header-rules.ts'
import { readWhole } from '../web/read-whole.ts'
import type { Outcome } from './outcome.ts'
import type { Target } from './target.ts'
import { toTarget } from './to-target.ts'
import { underDoorAt } from './under-door.ts'

/**
 * A target whose JSON answers name addresses of its own, where the operator wants those to lie under the client's door.
 * Only on the paths in question is the answer read whole, and asked for without compression.
 */
export function ledAnswers(target: Target, urls: BodyUrls): Sender {
  const asSent = toTarget(target)
  const readable = toTarget({ ...target, request: uncompressed(target.request) })
  return (exchange, kit) => {
    if (!urls.path.test(exchange.match.rest)) return asSent(exchange, kit)
    return Promise.resolve(readable(exchange, kit)).then((outcome) => led(outcome, urls, exchange, target, kit))
  }
}

function uncompressed(rules: CompiledHeaderRules | undefined): CompiledHeaderRules {
  const dropped = new Set([...(rules?.dropped ?? []), 'accept-encoding'])
  const appended = [...(rules?.appended ?? []), 'accept-encoding', 'identity']
  return { kind: 'ok', ...rules, dropped, appended }
}

async function led(outcome: Outcome, urls: BodyUrls, exchange: Admitted, target: Target, kit: Kit): Promise<Outcome> {
  if (outcome.kind !== 'answer' || !isReadable(outcome.answer)) return outcome
  const { answer, attempt } = outcome
  const body = await readWhole(answer.body, kit.plan.bounds.editedBody, exchange.cancel)
  if (typeof body === 'string') {
    const detail = body === 'cut' ? undefined : 'The answer is larger than what can be held to change it.'
    return { kind: 'failed', code: 'upstream_cut', delivered: 'maybe', detail, attempt }
  }
  const edits = findStrings(body, urls.member).flatMap(({ from, to, text }) => {
    const address = underDoorAt(text, exchange, target, kit)
    return address === undefined ? [] : [{ from, to, insert: jsonString(address) }]
  })
  const edited = edits.length === 0 ? body : editBytes(body, edits)
  return {
    kind: 'answer',
    attempt,
    answer: { ...answer, headers: withLength(answer.headers, edited.length), body: edited },
  }
}

function isReadable({ body, headers, status }: Answer): boolean {
  if (body === undefined || status !== 200) return false
  const fields = new Fields(headers)
  return /^application\/json\b/i.test(fields.get('content-type') ?? '') && !fields.has('content-encoding')
}

function withLength(headers: readonly string[], length: number): string[] {
  return [...withoutLines(headers, FRAMING), 'content-length', String(length)]
}

const FRAMING: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding', 'trailer'])

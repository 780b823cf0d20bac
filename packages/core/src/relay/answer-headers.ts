import { corsHeaders, corsNames } from '../accept/cors.ts'
import { cacheNote } from '../cache-note.ts'
import type { Answered } from '../exchange.ts'
import type { Plan } from '../plan.ts'
import { Fields, withoutLines } from '../web/fields.ts'
import { infoHeaders } from './info-headers.ts'
import { forwardResponseHeaders } from './response-headers.ts'

/** The head of the answer: the upstream's lines, then the few that are ours. */
export function answerHeaders(exchange: Answered, plan: Plan): string[] {
  const { answer, arrival, id, spoken } = exchange
  const fields = new Fields(answer.headers)
  // Trailers follow chunks alone: beside a length their announcement would be a promise that nobody keeps.
  const inChunks = answer.body !== undefined && !(answer.body instanceof Uint8Array) && !fields.has('content-length')
  const saidByUs = answer.from === 'strait' && fields.has('access-control-allow-origin')
  const lines = forwardResponseHeaders(fields, {
    // What a page may read here is for us to say; an answer of our own (a preflight's) has said it.
    removeNames: namesOf(plan.cors === undefined || saidByUs ? undefined : corsNames, spoken?.answerNames),
    rules: answer.rules,
    trailersFollow: inChunks && arrival.trailers === true && arrival.httpVersion === '1.1',
  })
  if (spoken !== undefined) lines.push(...spoken.answerLines(exchange))
  if (plan.cors !== undefined && !saidByUs) {
    lines.push(...corsHeaders(arrival.fields.get('origin'), plan.cors))
  }
  // Where answers may come out of a cache, whoever gets one has to be able to tell.
  const cache = cacheNote(exchange)
  if (cache !== undefined) lines.push('x-strait-cache', cache)
  if (plan.info && arrival.fields.has('x-strait-info')) lines.push(...infoHeaders(exchange))
  lines.push('x-strait-request-id', id)
  return answer.status === 205 ? withLengthZero(lines) : lines
}

/** What a caller takes for Strait's own word can't be forged by an upstream. */
function namesOf(ours: Names, spoken: Names): Names {
  return ours === undefined || spoken === undefined ? (ours ?? spoken) : new Set([...ours, ...spoken])
}

type Names = ReadonlySet<string> | undefined

const LENGTH: ReadonlySet<string> = new Set(['content-length'])

/** RFC 9110 15.3.6: a 205 says that nothing follows. Without this line a client waits for a body. */
function withLengthZero(lines: readonly string[]): string[] {
  return [...withoutLines(lines, LENGTH), 'content-length', '0']
}

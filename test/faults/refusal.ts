import assert from 'node:assert/strict'
import type { IncomingResponse } from '@strait/testkit'

export interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
}

/** An address that a caller has no business with: host and port, an IP literal, a file, a line of a stack. */
const INTERNAL = [
  /\b\d{1,3}(?:\.\d{1,3}){3}\b/,
  /\blocalhost:\d/i,
  /:\d{4,5}\b/,
  /\.invalid\b/,
  /\/tmp\/|node_modules|\.ts\b/,
  /\n\s+at /,
]

/**
 * What is true of every refusal of Strait's own: a code in a header, a request id, JSON whose message tells the
 * reader what to do and nothing about the inside.
 */
export function refusalOf(answer: IncomingResponse, what = ''): Refusal {
  const text = answer.text()
  const said = `${what} ${answer.status} ${text.slice(0, 300)}`
  const code = answer.header('x-strait-error')
  assert.ok(code !== undefined, `no x-strait-error: ${said}`)
  assert.ok(answer.header('x-strait-request-id'), `no x-strait-request-id: ${said}`)
  assert.match(answer.header('content-type') ?? '', /^application\/json/, said)
  assert.equal(answer.header('x-content-type-options'), 'nosniff', said)
  const message = messageOf(JSON.parse(text))
  assert.ok(message.length > 20, `a message for people: ${said}`)
  for (const inside of INTERNAL) assert.doesNotMatch(text, inside, said)
  return { status: answer.status, code, message }
}

export function assertRefused(answer: IncomingResponse, status: number, code: string, what = ''): Refusal {
  const refusal = refusalOf(answer, what)
  assert.deepEqual([refusal.status, refusal.code], [status, code], what)
  return refusal
}

interface Shapes {
  readonly error?: { readonly message?: unknown }
  readonly message?: unknown
}

/** OpenAI, Anthropic, Gemini and plain refusals all have `error.message`; AWS has `message`. */
function messageOf(body: unknown): string {
  const { error, message } = body as Shapes
  return String(error?.message ?? message ?? '')
}

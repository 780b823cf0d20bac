import type { Kit } from '../../kit.ts'
import type { UpstreamAnswer, UpstreamOutcome, UpstreamRequest } from '../../runtime.ts'
import { utf8 } from '../../web/bytes.ts'
import { Cancel } from '../../web/cancel.ts'
import { Fields } from '../../web/fields.ts'
import { readWhole } from '../../web/read-whole.ts'
import { readToken } from './read-token.ts'
import type { TokenGrant } from './token-grant.ts'
import type { TokenOutcome } from './token-outcome.ts'

/** ms from the first try to the answer's last byte. */
export const TOKEN_TIMEOUT = 10_000
const MOST_BYTES = 64_000
const LONGEST_WAIT = 60_000

/** Asks the endpoint once. Never rejects. */
export async function requestToken(grant: TokenGrant, kit: Kit): Promise<TokenOutcome> {
  let form: URLSearchParams
  try {
    form = await grant.form(kit.runtime.now())
  } catch {
    return failed('its private key can not be used')
  }
  const cancel = new Cancel()
  const deadline = kit.state.deadlines.after(TOKEN_TIMEOUT, () => cancel.pull(new Error('no token in time')))
  try {
    const outcome = await sent(tokenRequest(grant, form, kit), cancel, kit)
    if (outcome.kind === 'answer') return await answered(outcome, form, cancel)
    if (cancel.pulled) return failed(LATE, outcome.cause)
    return failed(`the token endpoint could not be called (${outcome.code})`, outcome.cause)
  } catch (cause) {
    // A transport that breaks its promise not to throw.
    return failed('the token endpoint could not be called', cause)
  } finally {
    deadline.clear()
  }
}

const LATE = 'the token endpoint did not answer in time'

/** An idle connection may just have been closed; asking twice for a token does no harm. */
async function sent(request: UpstreamRequest, cancel: Cancel, { runtime }: Kit): Promise<UpstreamOutcome> {
  const outcome = await runtime.send(request, cancel)
  const again = outcome.kind === 'failed' && outcome.code === 'upstream_reset' && !cancel.pulled
  return again ? runtime.send(request, cancel) : outcome
}

async function answered(answer: UpstreamAnswer, form: URLSearchParams, cancel: Cancel): Promise<TokenOutcome> {
  const body = await readWhole(answer.body, MOST_BYTES, cancel)
  if (body === 'too_large') return failed('the token endpoint answered with more than a token')
  if (body === 'cut') return failed(cancel.pulled ? LATE : 'the answer of the token endpoint was cut short')
  const outcome = readToken(answer.status, body, form)
  return outcome.kind === 'failed' ? { ...outcome, wait: waitOf(answer.headers) } : outcome
}

/** `connect` is bounded by the deadline of the whole; nothing of the exchange that waits goes along. */
function tokenRequest({ endpoint }: TokenGrant, form: URLSearchParams, { plan }: Kit): UpstreamRequest {
  return {
    origin: endpoint.base,
    method: 'POST',
    target: endpoint.target,
    headers: [
      ...['content-type', 'application/x-www-form-urlencoded'],
      ...['accept', 'application/json', 'accept-encoding', 'identity'],
    ],
    body: { kind: 'bytes', bytes: utf8(form.toString()) },
    connectTimeout: TOKEN_TIMEOUT,
    expectContinue: 0,
    maxHead: plan.bounds.answerHead,
    secretNames: new Set(),
  }
}

/** RFC 9110 10.2.3, the form in seconds. */
function waitOf(headers: readonly string[]): number {
  const seconds = new Fields(headers).all('retry-after').find((value) => /^\d{1,6}$/.test(value))
  return seconds === undefined ? 0 : Math.min(Number(seconds) * 1000, LONGEST_WAIT)
}

function failed(says: string, cause?: unknown): TokenOutcome {
  return { kind: 'failed', says, wait: 0, cause }
}

import assert from 'node:assert/strict'
import { type Client, createClient, type WireOptions } from '../../src/client.ts'
import { WireError, type WireErrorCode } from '../../src/errors.ts'
import type { WireAnswer, WireFailure, WireFlow, WireOutcome, WireRequest } from '../../src/exchange.ts'
import { latin1, textOf } from './bytes.ts'
import { Cancel } from './cancel.ts'
import { Listener } from './listener.ts'
import { testDial } from './test-dial.ts'
import { TestTimers } from './test-timers.ts'
import { type Script, startUpstream, type Upstream } from './upstream.ts'
import { until, within } from './wait.ts'

export type Wanted = Partial<Omit<WireRequest, 'origin'>> & { readonly origin?: Partial<WireRequest['origin']> }

export interface Rig {
  readonly client: Client
  readonly upstream: Upstream
  readonly timers: TestTimers
  send(wanted?: Wanted, cancel?: Cancel): Promise<WireOutcome>
}

/** A GET to this port of the loopback, changed as wanted. */
export function requestTo(port: number, { origin, ...wanted }: Wanted = {}): WireRequest {
  return {
    origin: { scheme: 'http', host: '127.0.0.1', port, hostHeader: `127.0.0.1:${port}`, ...origin },
    method: 'GET',
    target: '/',
    headers: [],
    body: { kind: 'none' },
    connectTimeout: 3000,
    maxHead: 16_384,
    ...wanted,
  }
}

/** Client and scripted upstream for one test; at the end nothing of either may be left. */
export async function against(
  script: Script,
  use: (rig: Rig) => Promise<void>,
  { ms = 4500, ...options }: Partial<WireOptions> & { readonly ms?: number } = {},
): Promise<void> {
  const upstream = await startUpstream(script)
  const timers = new TestTimers()
  const client = createClient({ dial: testDial, timers, keepAlive: 60_000, ...options })
  const send: Rig['send'] = (wanted, cancel = new Cancel()) => client.send(requestTo(upstream.port, wanted), cancel)
  try {
    await within('the test', ms, use({ client, upstream, timers, send }))
    client.close()
    await nothingLeft(client, timers)
    await until('the upstream sees every connection closed', () => upstream.open === 0)
    assert.deepEqual(upstream.errors, [])
  } finally {
    client.close()
    await upstream.close()
  }
}

export async function nothingLeft(client: Client, timers: TestTimers): Promise<void> {
  const { open, idle, waiting } = client.counts
  assert.deepEqual({ open, idle, waiting }, { open: 0, idle: 0, waiting: 0 })
  await until('no timer is pending', () => timers.pending === 0)
}

export async function answerOf(sending: WireOutcome | Promise<WireOutcome>): Promise<WireAnswer> {
  const outcome = await sending
  if (outcome.kind === 'answer') return outcome
  throw new Error(`failed (delivered: ${outcome.delivered})`, { cause: outcome.error })
}

export async function failureOf(
  sending: WireOutcome | Promise<WireOutcome>,
  code: WireErrorCode,
  delivered: WireFailure['delivered'],
): Promise<WireError> {
  const outcome = await sending
  assert.equal(outcome.kind, 'failed', `an answer instead of ${code}`)
  if (outcome.kind !== 'failed') throw new Error('unreachable')
  assert.ok(outcome.error instanceof WireError)
  assert.deepEqual({ code: outcome.error.code, delivered: outcome.delivered }, { code, delivered })
  return outcome.error
}

export function flowOf({ body }: WireAnswer): WireFlow {
  assert.ok(body !== undefined && !(body instanceof Uint8Array), 'the body came whole')
  return body
}

/** Status and body, however the body came. */
export async function wholeOf(sending: WireOutcome | Promise<WireOutcome>): Promise<{ status: number; text: string }> {
  const answer = await answerOf(sending)
  if (answer.body === undefined) return { status: answer.status, text: '' }
  if (answer.body instanceof Uint8Array) return { status: answer.status, text: textOf(answer.body) }
  const heard = await Listener.whole(answer.body)
  if (heard.failure !== undefined) throw heard.failure
  return { status: answer.status, text: heard.text }
}

/** The code that a flow failed with. */
export function codeOf(error: unknown): WireErrorCode | undefined {
  return error instanceof WireError ? error.code : undefined
}

export const post = (text: string): Wanted => ({ method: 'POST', body: { kind: 'bytes', bytes: latin1(text) } })

import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import type { Client } from '../../src/client.ts'
import type { WireErrorCode } from '../../src/errors.ts'
import type { WireAnswer, WireBody, WireFailure, WireFlow } from '../../src/exchange.ts'
import { latin1, textOf } from './bytes.ts'
import { Cancel } from './cancel.ts'
import { isCutBody, isEarly, isGood, type Plan, pagesOf } from './chaos-plan.ts'
import { Listener } from './listener.ts'
import { codeOf, requestTo } from './rig.ts'
import { until } from './wait.ts'

export type Result =
  | { readonly kind: 'whole' }
  | { readonly kind: 'left' }
  | { readonly kind: 'cut'; readonly code: WireErrorCode | undefined }
  | { readonly kind: 'failed'; readonly code: WireErrorCode; readonly delivered: WireFailure['delivered'] }

/** One exchange by its plan; throws at whatever it should not have seen. */
export async function exchange(
  client: Client,
  port: number,
  plan: Plan,
  onArrival: (leave: () => void) => void,
): Promise<Result> {
  const cancel = new Cancel()
  const { id, leave } = plan
  if (leave === 'at once') queueMicrotask(() => cancel.pull())
  if (leave === 'soon') globalThis.setImmediate(() => cancel.pull())
  if (leave === 'arrived') onArrival(() => cancel.pull())
  const request = requestTo(port, {
    method: 'POST',
    target: `/${id}`,
    headers: ['x-id', id],
    body: bodyOf(plan),
    ...(plan.expect === 'no' ? {} : { expectContinue: plan.expect === 'met' ? 60_000 : 20 }),
    onInterim: (_, headers) => {
      assert.deepEqual([...headers], ['x-id', id])
      if (leave === 'interim') cancel.pull()
    },
  })
  const outcome = await client.send(request, cancel)
  const result = outcome.kind === 'answer' ? await hear(plan, outcome, cancel) : judge(plan, outcome, cancel)
  assert.equal(cancel.listeners, 0, 'the cord is let go')
  return result
}

function judge(plan: Plan, { error, delivered }: WireFailure, { pulled }: Cancel): Result {
  assert.ok(pulled || error.code !== 'aborted', 'aborted by nobody')
  if (isGood(plan.act) && !pulled && !plan.upload.fails) {
    const stale = error.code === 'reset' && delivered === 'maybe'
    const neverOpened = error.code === 'unreachable' && delivered === 'no'
    assert.ok(stale || neverOpened, `a good exchange failed: ${error.message}, delivered ${delivered}`)
  }
  return { kind: 'failed', code: error.code, delivered }
}

async function hear(plan: Plan, { status, headers, body }: WireAnswer, cancel: Cancel): Promise<Result> {
  assert.equal(headers[headers.indexOf('x-id') + 1], plan.id, "another's answer")
  assert.ok(isGood(plan.act) || isEarly(plan.act) || isCutBody(plan.act), `an answer to ${plan.act}`)
  assert.equal(status, isEarly(plan.act) ? 413 : 200)
  const expected = pagesOf('a', plan.id, plan.answerSize)
  if (body === undefined || body instanceof Uint8Array) {
    assert.ok(!isCutBody(plan.act), 'a cut body came whole')
    assert.ok((body === undefined ? '' : textOf(body)) === expected, "another's bytes")
    return { kind: 'whole' }
  }
  if (plan.leave === 'head') {
    body.cancel(new Error('left'))
    return { kind: 'left' }
  }
  const heard = await listen(plan, body)
  assert.ok(expected.startsWith(heard.text), "another's bytes")
  assert.equal(heard.late, 0)
  if (!heard.over) return { kind: 'left' }
  if (heard.trailers === undefined) {
    const mayBreak = !isGood(plan.act) || cancel.pulled || plan.upload.fails || plan.act === 'reset later'
    assert.ok(mayBreak, `a good body broke: ${heard.failure}`)
    return { kind: 'cut', code: codeOf(heard.failure) }
  }
  assert.ok(!isCutBody(plan.act), 'a cut body ended cleanly')
  assert.ok(heard.text === expected, 'a clean end before the end')
  return { kind: 'whole' }
}

async function listen(plan: Plan, flow: WireFlow): Promise<Listener> {
  const heard = new Listener()
  let left = false
  heard.onData = () => {
    if (plan.leave === 'body') {
      left = true
      flow.cancel(new Error('left'))
    } else if (plan.slowReader) {
      flow.pause()
      globalThis.setImmediate(() => flow.resume())
    }
  }
  flow.read(heard)
  await until(`the end of ${plan.id}`, () => heard.over || left, 8000)
  return heard
}

function bodyOf(plan: Plan): WireBody {
  const { kind, size } = plan.upload
  const text = pagesOf('q', plan.id, size)
  switch (kind) {
    case 'none':
    case 'empty':
      return { kind }
    case 'bytes':
      return { kind, bytes: latin1(text) }
    case 'length':
      return { kind: 'stream', length: size, chunks: pieces(plan, text) }
    case 'chunked':
      return { kind: 'stream', length: undefined, chunks: pieces(plan, text) }
    default:
      return kind satisfies never
  }
}

async function* pieces({ upload: { slow, fails } }: Plan, text: string): AsyncGenerator<Uint8Array> {
  const size = Math.max(1, Math.ceil(text.length / 5))
  for (let at = 0; at < text.length; at += size) {
    if (slow) await setImmediate()
    if (fails && at > 0) throw new Error('the source broke')
    yield latin1(text.slice(at, at + size))
  }
  if (fails) throw new Error('the source broke')
}

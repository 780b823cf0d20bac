import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { isEarly, type Plan, pagesOf } from './chaos-plan.ts'
import type { Peer } from './peer.ts'
import type { Script } from './upstream.ts'

export interface Deliveries {
  readonly plans: ReadonlyMap<string, Plan>
  /** How often the head of each request arrived. */
  readonly counts: Map<string, number>
  /** The client that leaves once its request is there. */
  arrived(id: string): void
}

/** Plays what each request's plan says. */
export function chaosUpstream({ plans, counts, arrived }: Deliveries): Script {
  return async (peer) => {
    peer.forgetful = true
    if (peer.number % 37 === 36) return peer.reset()
    while (!peer.wasReset) {
      const head = await peer.head()
      const id = /\r\nx-id: (.*)\r\n/.exec(head)?.[1] ?? ''
      const plan = plans.get(id)
      assert.ok(plan !== undefined, `a request that nobody sent: ${JSON.stringify(head.slice(0, 100))}`)
      counts.set(id, (counts.get(id) ?? 0) + 1)
      arrived(id)
      await play(peer, plan, head)
    }
  }
}

async function play(peer: Peer, plan: Plan, head: string): Promise<void> {
  const { id, act, interims, upload } = plan
  for (let i = 0; i < interims; i++) peer.write(`HTTP/1.1 ${100 + (i === 1 ? 3 : 2)} I\r\nx-id: ${id}\r\n\r\n`)
  if (act === 'reset at head') return peer.reset()
  if (isEarly(act)) {
    peer.write(answerTo(plan))
    if (act === 'early and close') peer.end()
  }
  if (plan.expect === 'met' && /\r\nexpect: 100-continue\r\n/.test(head)) peer.write('HTTP/1.1 100 C\r\n\r\n')
  if (plan.slowUpstream) {
    peer.socket.pause()
    for (let i = 0; i < 5; i++) await setImmediate()
    peer.socket.resume()
  }
  if (act === 'reset in body') {
    if (upload.size > 0) await peer.take(1)
    return peer.reset()
  }
  const body = await peer.body(head)
  assert.ok(body === pagesOf('q', id, upload.size), `the body of ${id} is another`)
  if (!isEarly(act)) await answer(peer, plan)
}

async function answer(peer: Peer, plan: Plan): Promise<void> {
  const bytes = answerTo(plan)
  const headEnd = bytes.indexOf('\r\n\r\n') + 4
  switch (plan.act) {
    case 'answer':
    case 'close header':
      peer.write(bytes)
      if (plan.framing === 'close' || plan.act === 'close header') peer.end()
      return
    case 'trickle':
      return peer.trickle(bytes)
    case 'end behind':
      peer.write(bytes)
      return peer.end()
    case 'reset later':
      peer.write(bytes)
      if (plan.framing === 'close') return peer.end()
      // Long enough for the answer to be read, or not.
      for (let i = 0; i < 20; i++) await setImmediate()
      return peer.reset()
    case 'extra behind':
      return peer.write(`${bytes}HTTP/1.1 200 OK\r\nx-id: evil\r\ncontent-length: 4\r\n\r\nevil`)
    case 'reset':
      return peer.reset()
    case 'end':
      return peer.end()
    case 'cut head':
      peer.write(bytes.slice(0, headEnd >> 1))
      return peer.end()
    case 'reset head':
      peer.write(bytes.slice(0, headEnd >> 1))
      return peer.reset()
    case 'cut body':
      peer.write(bytes.slice(0, headEnd + ((bytes.length - headEnd) >> 1)))
      return peer.end()
    case 'reset body':
      peer.write(bytes.slice(0, headEnd + ((bytes.length - headEnd) >> 1)))
      await setImmediate()
      return peer.reset()
    case 'malformed':
      peer.write(`HTTP/1.1 200 OK\r\nx-id : ${plan.id}\r\n\r\n`)
      return peer.left()
    case 'silent':
      return peer.left()
    default:
      throw new Error(`not behind the request: ${plan.act}`)
  }
}

function answerTo(plan: Plan): string {
  const { id, act, framing, answerSize } = plan
  const body = pagesOf('a', id, answerSize)
  const status = isEarly(act) ? 413 : 200
  const fields = act === 'close header' || act === 'early and close' ? 'connection: close\r\n' : ''
  const head = `HTTP/1.1 ${status} OK\r\nx-id: ${id}\r\n${fields}`
  // An early answer keeps its connection, so it says where it ends.
  if (framing === 'length' || isEarly(act)) return `${head}content-length: ${answerSize}\r\n\r\n${body}`
  if (framing === 'close') return `${head}\r\n${body}`
  const size = Math.max(1, answerSize >> 2)
  let chunks = ''
  for (let at = 0; at < answerSize; at += size) {
    const chunk = body.slice(at, at + size)
    chunks += `${chunk.length.toString(16)}\r\n${chunk}\r\n`
  }
  return `${head}transfer-encoding: chunked\r\n\r\n${chunks}0\r\nx-id: ${id}\r\n\r\n`
}

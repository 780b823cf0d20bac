import { chunkBytes, connect, delay, type IncomingResponse, lastChunk, type RawClient } from '@strait/testkit'
import { refusalOf } from '../faults/refusal.ts'
import type { ChaosPlan, Planned } from './chaos-plan.ts'
import { type Deliveries, type Delivery, firstLine } from './chaos-target.ts'
import { sha256 } from './scene.ts'

/** What became of an exchange, as its client sees it. */
export type Verdict = 'whole' | 'error of the target' | 'refusal' | 'broken transfer' | 'left'

const CUTS: ReadonlySet<string> = new Set(['cut-length', 'cut-chunk'])

/** Exchanges one after the other, on one connection as long as it lasts. */
export class ChaosClient {
  readonly #port: number
  readonly #plan: ChaosPlan
  readonly #deliveries: Deliveries
  #client: RawClient | undefined

  constructor(port: number, plan: ChaosPlan, deliveries: Deliveries) {
    this.#port = port
    this.#plan = plan
    this.#deliveries = deliveries
  }

  /** Throws where something came that must not come. */
  async perform(planned: Planned): Promise<Verdict> {
    const reused = this.#client?.closedBy === undefined ? this.#client : undefined
    const client = reused ?? (await connect(this.#port, { timeoutMs: 20_000 }))
    this.#client = undefined
    const sent = upload(client, planned)
    if (planned.leaves !== undefined) {
      await leave(client, planned, sent)
      return 'left'
    }
    const answer = await client.readResponse().catch((error: unknown) => {
      if (client.closedBy === undefined) throw error
      return undefined
    })
    const isSent = await sent
    const verdict = this.#judge(planned, answer)
    if (verdict === 'whole' && isSent && answer?.header('connection') !== 'close') this.#client = client
    else client.close()
    return verdict
  }

  close(): void {
    this.#client?.close()
  }

  #judge({ mark, body }: Planned, answer: IncomingResponse | undefined): Verdict {
    const came = this.#deliveries.of(mark)
    if (answer === undefined || !answer.complete) {
      const bytes = answer?.body ?? Buffer.alloc(0)
      const isCut = came.some(
        (one) => CUTS.has(one.action) && this.#answerOf(one, body).subarray(0, bytes.length).equals(bytes),
      )
      if (!isCut) throw new Error(`the transfer broke, and nobody cut it: ${story(came)}`)
      return 'broken transfer'
    }
    if (answer.problems.length > 0) throw new Error(`no clean HTTP: ${answer.problems}`)
    if (answer.header('x-strait-error') !== undefined) {
      const { code } = refusalOf(answer)
      if (code === 'internal') throw new Error('a fault of Strait itself')
      return 'refusal'
    }
    const from = came.find((one) => answer.body.equals(this.#answerOf(one, body, answer.status)))
    if (from === undefined)
      throw new Error(`not its own answer: ${answer.status} ${answer.text().slice(0, 200)}; ${story(came)}`)
    if (answer.header('x-mark') !== mark) throw new Error(`the head of another: ${answer.header('x-mark')}`)
    return answer.status === 200 ? 'whole' : 'error of the target'
  }

  /** Every byte of what this target says to that body. */
  #answerOf(delivery: Delivery, body: Buffer, status = 200): Buffer {
    const line = Buffer.from(firstLine(delivery, sha256(body)))
    const { target, mark, time } = delivery
    return status === 200 ? Buffer.concat([line, this.#plan.padding(target, mark, time)]) : line
  }
}

export function story(deliveries: readonly Delivery[]): string {
  return deliveries.map(({ target, action }) => `${target} ${action}`).join(', ') || 'it reached nobody'
}

async function upload(
  client: RawClient,
  { mark, route, method, body, chunked, pieces, pause, leaves }: Planned,
): Promise<boolean> {
  const framing = chunked ? 'transfer-encoding: chunked' : `content-length: ${body.length}`
  const lines = [
    `${method} /${route}/${mark} HTTP/1.1`,
    'host: localhost',
    ...(method === 'GET' ? [] : [framing]),
    '',
    '',
  ]
  if (!(await client.write(lines.join('\r\n')))) return false
  if (method === 'GET') return true
  const size = Math.ceil(body.length / pieces)
  for (let i = 0; i < pieces && i * size < body.length; i++) {
    // Half of it, and no more.
    if (leaves === 'uploading' && i * 2 >= pieces) return true
    const piece = body.subarray(i * size, (i + 1) * size)
    if (!(await client.write(chunked ? chunkBytes(piece) : piece))) return false
    if (pause > 0) await delay(pause)
  }
  return chunked && leaves !== 'uploading' ? client.write(lastChunk()) : true
}

async function leave(client: RawClient, { leaves, leavesAfter }: Planned, sent: Promise<boolean>): Promise<void> {
  await sent
  if (leaves === 'reading') await client.openResponse().catch(() => {})
  else await delay(leavesAfter)
  if (leavesAfter > 30) client.reset()
  else client.close()
}

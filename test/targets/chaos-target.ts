import { delay, type ReceivedRequest, type Reply, type Script } from '@strait/testkit'
import type { Action, ChaosPlan, TargetName } from './chaos-plan.ts'

export interface Delivery {
  readonly target: TargetName
  readonly mark: string
  /** How often this target had it before. */
  readonly time: number
  readonly action: Action
  readonly request: ReceivedRequest
}

/** What reached which target, by mark, in the order in which it came. */
export class Deliveries {
  readonly all: Delivery[] = []
  readonly #byMark = new Map<string, Delivery[]>()
  readonly #plan: ChaosPlan

  constructor(plan: ChaosPlan) {
    this.#plan = plan
  }

  of(mark: string): readonly Delivery[] {
    return this.#byMark.get(mark) ?? []
  }

  script(target: TargetName): Script {
    let total = 0
    return (request, reply) => {
      const mark = request.path.split('/').at(-1) ?? ''
      const before = this.of(mark)
      const time = before.filter((one) => one.target === target).length
      const action = this.#plan.action(target, mark, time, total++)
      const delivery = { target, mark, time, action, request }
      this.all.push(delivery)
      this.#byMark.set(mark, [...before, delivery])
      return act(delivery, this.#plan, request, reply)
    }
  }
}

/** Whose it is, who answers, and what of the request arrived. */
export function firstLine({ target, mark, time }: Omit<Delivery, 'action' | 'request'>, digest: string): string {
  return `${mark} ${target} ${time} ${digest}\n`
}

async function act(delivery: Delivery, plan: ChaosPlan, request: ReceivedRequest, reply: Reply): Promise<void> {
  const { target, mark, time, action } = delivery
  if (action === 'reset-early') return reply.reset()
  await request.body
  const line = Buffer.from(firstLine(delivery, request.content.sha256()))
  const whole = Buffer.concat([line, plan.padding(target, mark, time)])
  const headers = { 'content-type': 'text/plain', 'x-mark': mark }
  const chunked = { ...headers, 'transfer-encoding': 'chunked' }
  switch (action) {
    case 'ok':
      return void (await reply.send(200, whole, headers))
    case 'slow-head':
      await delay(100 + (whole.length % 150))
      return void (await reply.send(200, whole, headers))
    case 'ok-in-pieces':
      reply.head(200, 'OK', chunked)
      for (let at = 0; at < whole.length; at += 8_000) {
        if (!(await reply.chunk(whole.subarray(at, at + 8_000)))) return
        await delay(2)
      }
      return void (await reply.endChunks())
    case 'busy':
      return void (await reply.send(429, line, { ...headers, 'retry-after-ms': '20' }))
    case 'down':
      return void (await reply.send(503, line, headers))
    case 'error':
      return void (await reply.send(500, line, headers))
    case 'bad-request':
      return void (await reply.send(400, line, headers))
    case 'reset':
      return reply.reset()
    case 'fin':
      return reply.close()
    case 'hang':
      return
    case 'cut-length':
      reply.head(200, 'OK', { ...headers, 'content-length': `${whole.length + 10}` })
      await reply.raw(whole)
      return reply.close()
    case 'cut-chunk':
      reply.head(200, 'OK', chunked)
      await reply.chunk(whole.subarray(0, Math.ceil(whole.length / 2)))
      return reply.reset()
    default:
      return action satisfies never
  }
}

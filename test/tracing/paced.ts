import { Agent, request } from 'node:http'
import { delay } from '@strait/testkit'

export interface Pace {
  readonly url: string
  readonly perSecond: number
  readonly seconds: number
}

/**
 * So many requests a second whatever the answers take, as many clients would send them; what a busy machine misses
 * is made up for at once. Gives back how many were answered by 200.
 */
export async function paced({ url, perSecond, seconds }: Pace): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const total = perSecond * seconds
  const began = performance.now()
  const answers: Promise<boolean>[] = []
  try {
    while (answers.length < total) {
      const due = Math.min(total, Math.ceil(((performance.now() - began) / 1000) * perSecond))
      while (answers.length < due) answers.push(ask(url, agent))
      await delay(5)
    }
    return (await Promise.all(answers)).filter(Boolean).length
  } finally {
    agent.destroy()
  }
}

function ask(url: string, agent: Agent): Promise<boolean> {
  return new Promise((resolve) => {
    const sent = request(url, { agent, method: 'POST' }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode === 200))
      answer.on('error', () => resolve(false))
    })
    sent.on('error', () => resolve(false))
    sent.end('{"model":"gpt-5"}')
  })
}

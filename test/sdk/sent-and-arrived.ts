import assert from 'node:assert/strict'
import type { ReceivedRequest } from '@strait/testkit'
import type { Stage } from '../suite.ts'

/** What two requests have to have in common; headers sorted, since an app on Bun.serve knows no order. */
export interface Bare {
  readonly request: string
  readonly headers: readonly string[]
  readonly body: string
}

/** The connection's own. */
const OF_THE_HOP = new Set(['host', 'connection'])

/**
 * One call made twice: straight to the provider, which shows what the SDK sends, and through Strait. Both make one
 * request each.
 */
export async function sentAndArrived(
  { upstream }: Stage,
  straight: () => Promise<unknown>,
  through: () => Promise<unknown>,
): Promise<{ sent: Bare; arrived: Bare }> {
  const before = upstream.requests.length
  await straight()
  await through()
  const [sent, arrived, third] = upstream.requests.slice(before)
  assert.ok(sent !== undefined && arrived !== undefined && third === undefined, 'not two requests')
  assert.deepEqual(arrived.problems, [])
  return { sent: bare(sent), arrived: bare(arrived) }
}

function bare({ requestLine, headers, content }: ReceivedRequest): Bare {
  const boundary = /boundary=([^;]+)/.exec(headers.find(([name]) => /^content-type$/i.test(name))?.[1] ?? '')?.[1]
  const same = (text: string) => (boundary === undefined ? text : text.replaceAll(boundary, 'BOUNDARY'))
  return {
    request: requestLine,
    headers: headers
      .map(([name, value]) => [name.toLowerCase(), same(value)] as const)
      .filter(([name]) => !OF_THE_HOP.has(name))
      .map(([name, value]) => `${name}: ${value}`)
      .sort(),
    body: same(content.bytes().toString('latin1')),
  }
}

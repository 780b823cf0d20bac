import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe } from 'node:test'
import type { HeaderInput, HeaderList, IncomingResponse, Script } from '@strait/testkit'

/** No two answers are alike: whoever gets the same one twice got one that was kept. */
export function numbered(
  answer: (n: number) => readonly [status: number, body: string, headers?: HeaderInput],
): Script {
  let n = 0
  return async (request, reply) => {
    await request.body
    const [status, body, headers = { 'content-type': 'application/json' }] = answer(++n)
    await reply.send(status, body, headers)
  }
}

export const counted: () => Script = () => numbered((n) => [200, `{"n":${n}}`])

/** A directory of its own, gone after the suite. */
export function ownDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'strait-cache-'))
  after(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** The same promises, whatever keeps the answers. */
export function forEachStore(suite: (store: string) => void): void {
  const directory = ownDirectory()
  describe('in memory', () => suite('memory'))
  describe('in a file', () => suite(`sqlite:${directory}/answers.db`))
}

/** What the servers write themselves, and what tells one exchange from another. */
const OWN = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'x-strait-request-id',
  'x-strait-cache',
  'age',
  'date',
])

/** All of an answer that its provider wrote: the same when it is given again. */
export function written(answer: IncomingResponse): readonly unknown[] {
  const lines = answer.headers.filter(([name]) => !OWN.has(name.toLowerCase()))
  return [answer.status, lines, answer.body.toString('latin1'), answer.complete]
}

/** Asks twice; fails where the second answer is not the first one, given again with its age. */
export async function isKept(ask: () => Promise<IncomingResponse>, what: string): Promise<IncomingResponse> {
  const first = await ask()
  const second = await ask()
  assert.deepEqual(written(second), written(first), what)
  assert.match(second.header('age') ?? 'none', /^\d+$/, what)
  assert.equal(second.header('x-strait-cache'), 'hit', what)
  assert.notEqual(second.header('x-strait-request-id'), first.header('x-strait-request-id'), what)
  return second
}

/** `headers` with those of the same names replaced. */
export function withHeaders(headers: HeaderList, others: Readonly<Record<string, string>>): HeaderList {
  const names = new Set(Object.keys(others))
  return [...headers.filter(([name]) => !names.has(name)), ...Object.entries(others)]
}

import assert from 'node:assert/strict'
import type { ReceivedRequest } from '@strait/testkit'
import type { Stage, StageOptions } from '../suite.ts'
import { provider } from './provider/provider.ts'

/** What callers use, what Strait holds, and what opens Strait. */
export const KEYS = {
  openai: { caller: 'sk-caller-own', held: 'sk-held-by-strait' },
  anthropic: { caller: 'sk-ant-caller-own', held: 'sk-ant-held-by-strait' },
  gemini: { caller: 'AIza-caller-own', held: 'AIza-held-by-strait' },
  azure: { caller: 'azure-caller-own', held: 'azure-held-by-strait' },
  strait: 'a-key-for-strait-itself',
} as const

const env = {
  HELD_OPENAI: KEYS.openai.held,
  HELD_ANTHROPIC: KEYS.anthropic.held,
  HELD_GEMINI: KEYS.gemini.held,
  HELD_AZURE: KEYS.azure.held,
  STRAIT_KEY: KEYS.strait,
}

/** Each provider twice: `/NAME` with the caller's key, `/team-NAME` with a held one; `/down` has nobody behind it. */
const providers = (url: string) => `
listen: 127.0.0.1:0
providers:
  openai: { url: "${url}/openai/v1" }
  anthropic: { url: "${url}/anthropic" }
  gemini: { url: "${url}/gemini" }
  vertex: { url: "${url}/gemini" }
  azure: { url: "${url}/openai", api_version: 2024-10-21 }
  team-openai: { type: openai, url: "${url}/openai/v1", key: "\${HELD_OPENAI}" }
  team-anthropic: { type: anthropic, url: "${url}/anthropic", key: "\${HELD_ANTHROPIC}" }
  team-gemini: { type: gemini, url: "${url}/gemini", key: "\${HELD_GEMINI}" }
  team-vertex: { type: vertex, url: "${url}/gemini", key: "\${HELD_GEMINI}" }
  team-azure: { type: azure, url: "${url}/openai", key: "\${HELD_AZURE}", api_version: 2024-10-21 }
  down-openai: { type: openai, url: "http://127.0.0.1:1" }
  down-anthropic: { type: anthropic, url: "http://127.0.0.1:1" }
  down-gemini: { type: gemini, url: "http://127.0.0.1:1" }
`

export const open: StageOptions = { config: ({ url }) => providers(url), env, upstream: { script: provider } }

export const locked: StageOptions = {
  ...open,
  config: ({ url }) => `${providers(url)}access: { keys: [{ name: ci, key: "\${STRAIT_KEY}" }] }\n`,
}

/** The one request that `call` brought to the provider, and what `call` gave. */
export async function seen<T>(stage: Stage, call: () => Promise<T>): Promise<{ got: T; request: ReceivedRequest }> {
  const before = stage.upstream.requests.length
  const got = await call()
  const requests = stage.upstream.requests.slice(before)
  assert.equal(requests.length, 1, `the provider got ${requests.length} requests`)
  const request = requests[0] as ReceivedRequest
  assert.deepEqual(request.problems, [])
  return { got, request }
}

/** The provider got this key, and none of the others in any place. */
export function gotOnly(request: ReceivedRequest, key: string): void {
  const head = request.rawHead.toString('latin1')
  assert.ok(head.includes(key), 'the key did not arrive')
  const others = [
    KEYS.strait,
    ...Object.values(KEYS).flatMap((pair) => (typeof pair === 'string' ? [] : Object.values(pair))),
  ]
  for (const other of others) if (other !== key) assert.ok(!head.includes(other), 'another key arrived as well')
}

/** The error that `call` ends with. */
export async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => assert.fail('the call succeeded'),
    (error: unknown) => error,
  )
}

/** Runs `leave` while the provider holds its stream back, and waits until the provider's connection is gone. */
export async function leavesUpstream(
  { upstream }: Stage,
  stream: AsyncIterable<unknown>,
  leave: () => void,
): Promise<void> {
  const held = upstream.requests.at(-1) as ReceivedRequest
  try {
    for await (const _event of stream) leave()
  } catch {
    // Some SDKs end the loop, some throw: what counts is what the provider sees.
  }
  assert.notEqual(await upstream.waitForClose(held, 2_000), undefined)
  assert.ok(held.abandoned, 'the provider had finished its answer')
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, type Upstream } from '../../../test/harness.ts'
import { portkeyStage, standard } from '../../../test/portkey-stage.ts'
import type { NamedProvider } from '../../index.ts'

const OPENAI = 'api.openai.com'
const GROQ = 'api.groq.com'

/** Whom a patient caller gets, after one that gave `config` and `headers` would not wait. */
async function askedAfter(config: object | string, headers: readonly string[] = []): Promise<readonly string[]> {
  const held = standard.get('held') as NamedProvider
  const breaker = { consecutive: 1, rest: 60_000, longest: 60_000, probes: 1 }
  const providers = new Map([...standard, ['fragile', { ...held, manner: { breaker } }]])
  const stored = { strategy: { mode: 'fallback' }, request_timeout: 1, targets: FRAGILE }
  let asked: string[] = []
  let isSlow = true
  const upstream: Upstream = ({ origin: { host } }, cancel) => {
    asked.push(host)
    if (!isSlow || host !== OPENAI) return answer('{}')
    return new Promise((resolve) => {
      cancel.listen((cause) => resolve({ kind: 'failed', code: 'client_gone', delivered: 'maybe', cause }))
    })
  }
  const configs = new Map([['pc-hurried', { value: stored, allow: undefined }]])
  const stage = await portkeyStage({ options: { providers, configs }, upstream })
  const text = typeof config === 'string' ? config : JSON.stringify(config)
  await stage.ask({ headers: [`x-portkey-config: ${text}`, ...headers], body: '{"model":"m"}' })
  assert.deepEqual(asked, [OPENAI, GROQ], 'it goes on to the next all the same')
  isSlow = false
  asked = []
  const patient = JSON.stringify({ strategy: { mode: 'fallback' }, targets: FRAGILE })
  await stage.ask({ headers: [`x-portkey-config: ${patient}`], body: '{"model":"m"}' })
  return asked
}

const FRAGILE = [{ provider: '@fragile' }, { provider: 'groq' }]

test('the time that a request gives a target is its own, and the target is there for the next', async () => {
  const strategy = { mode: 'fallback' }
  assert.deepEqual(await askedAfter({ strategy, request_timeout: 1, targets: FRAGILE }), [OPENAI])
  const [first, second] = FRAGILE
  assert.deepEqual(await askedAfter({ strategy, targets: [{ ...first, request_timeout: 1 }, second] }), [OPENAI])
  assert.deepEqual(await askedAfter({ strategy, targets: FRAGILE }, ['x-portkey-request-timeout: 1']), [OPENAI])
})

test('the time that the operator’s own config gives it is a word about the target', async () => {
  assert.deepEqual(await askedAfter('pc-hurried'), [GROQ])
})

test('a header makes it the caller’s own, whatever the operator’s config says', async () => {
  assert.deepEqual(await askedAfter('pc-hurried', ['x-portkey-request-timeout: 1']), [OPENAI])
})

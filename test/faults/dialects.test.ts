import assert from 'node:assert/strict'
import type { IncomingResponse } from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { assertRefused } from './refusal.ts'

type Body = Record<string, unknown>

/** OpenAI API reference, "Errors": the SDKs read `error.message`, `error.type` and `error.code`. */
function isOpenAi(body: Body, code: string): void {
  const error = body['error'] as Body
  assert.equal(typeof error['message'], 'string')
  assert.equal(typeof error['type'], 'string')
  assert.equal(error['code'], code)
  assert.ok('param' in error)
}

/** Anthropic API reference, "Errors". */
function isAnthropic(body: Body, _code: string, answer: IncomingResponse): void {
  const error = body['error'] as Body
  assert.equal(body['type'], 'error')
  assert.equal(typeof error['message'], 'string')
  assert.match(String(error['type']), /_error$|^request_too_large$/)
  assert.equal(body['request_id'], answer.header('x-strait-request-id'))
}

/** google.rpc.Status as the Gemini API answers it. */
function isGemini(body: Body, _code: string, answer: IncomingResponse): void {
  const error = body['error'] as Body
  assert.equal(error['code'], answer.status)
  assert.equal(typeof error['message'], 'string')
  assert.match(String(error['status']), /^[A-Z_]+$/)
}

const DIALECTS: readonly (readonly [target: string, check: typeof isAnthropic])[] = [
  ['/openai/v1/chat/completions', isOpenAi],
  ['/v1/chat/completions', isOpenAi],
  ['/v1/responses', isOpenAi],
  ['/azure/openai/deployments/d/chat/completions?api-version=2024-10-21', isOpenAi],
  ['/mistral/v1/chat/completions', isOpenAi],
  ['/anthropic/v1/messages', isAnthropic],
  ['/v1/messages', isAnthropic],
  ['/gemini/v1beta/models/g-2.5:generateContent', isGemini],
  ['/v1beta/models/g-2.5:streamGenerateContent?alt=sse', isGemini],
  ['/proxy/v1/chat/completions', isOpenAi],
  ['/proxy/v1/messages', isAnthropic],
  ['/proxy/v1beta/models/g:generateContent', isGemini],
]

forEachRuntime((_runtime, use) => {
  const names = ['openai', 'azure', 'anthropic', 'gemini', 'mistral']
  const { promises } = use({
    config: ({ url }) => `
listen: 127.0.0.1:0
bounds: { body: 1kB, target: 300B }
providers:
${names.map((name) => `  ${name}: { url: "${url}" }`).join('\n')}
routes:
  - path: /proxy/*
    to: { url: "${url}" }
`,
  })

  for (const [target, check] of DIALECTS) {
    promises(`${target} refuses in its caller’s dialect`, async ({ exchange, upstream }) => {
      upstream.script((_request, reply) => reply.reset())
      const checkAll = (answer: IncomingResponse, status: number, code: string) => {
        assertRefused(answer, status, code, target)
        check(answer.json() as Body, code, answer)
      }
      const post = { method: 'POST', target, headers: { 'content-type': 'application/json' } }
      checkAll((await exchange({ ...post, body: '{}' })).answer, 502, 'upstream_reset')
      checkAll((await exchange({ ...post, body: 'x'.repeat(2_000) })).answer, 413, 'body_too_large')
      const long = `${target}${target.includes('?') ? '&' : '?'}${'y'.repeat(400)}`
      checkAll((await exchange({ ...post, target: long, body: '{}' })).answer, 414, 'target_too_long')
      const upgrade = { connection: 'upgrade', upgrade: 'h2c' }
      checkAll((await exchange({ target, headers: upgrade })).answer, 501, 'upgrade_unsupported')
    })
  }

  promises('a path of no dialect is refused in plain JSON with the code', async ({ exchange }) => {
    const { answer } = await exchange({ target: '/no/such/door' })
    assertRefused(answer, 404, 'no_route')
    assert.equal(((answer.json() as Body)['error'] as Body)['code'], 'no_route')
  })

  promises('the headers of an SDK tell its dialect where the path does not', async ({ exchange }) => {
    const anthropic = await exchange({ target: '/no/door', headers: { 'anthropic-version': '2023-06-01' } })
    isAnthropic(anthropic.answer.json() as Body, 'no_route', anthropic.answer)
  })

  promises('an upstream’s own errors pass as they are, without our code', async ({ exchange, upstream }) => {
    const body = '{"error":{"message":"as the provider said it","type":"x"}}'
    upstream.script((_request, reply) => void reply.send(529, body, { 'content-type': 'application/json' }))
    for (const [target] of DIALECTS) {
      const { answer } = await exchange({ method: 'POST', target, body: '{}' })
      assert.equal(answer.status, 529)
      assert.equal(answer.text(), body)
      assert.equal(answer.header('x-strait-error'), undefined)
    }
  })
})

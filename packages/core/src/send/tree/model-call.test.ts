import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrival } from '../../../test/harness.ts'
import { detect } from '../../providers/detect.ts'
import { providers } from '../../providers/index.ts'
import type { Provider } from '../../providers/provider.ts'
import { isModelCall } from './model-call.ts'
import { admitted, scene } from './scene-fixture.ts'

function isCall(name: string, method: string, path: string): boolean {
  const provider = providers.get(name) as Provider
  const kit = scene()
  const exchange = admitted(kit, arrival({ method, target: `/${name}${path}` }))
  exchange.match = { ...exchange.match, rest: path, detected: detect(provider, method, path) }
  return isModelCall(exchange)
}

test('isModelCall() knows the calls that every key of a provider is there for', () => {
  const rows: [provider: string, call: string, is: boolean][] = [
    ['openai', 'POST /v1/chat/completions', true],
    ['openai', 'POST /chat/completions', true],
    ['openai', 'POST /v1/completions', true],
    ['openai', 'POST /v1/responses', true],
    ['openai', 'POST /v1/embeddings', true],
    ['anthropic', 'POST /v1/messages', true],
    ['gemini', 'POST /v1beta/models/gemini-2.5-flash:generateContent', true],
    ['gemini', 'POST /v1beta/models/gemini-2.5-flash:streamGenerateContent', true],
    ['bedrock', 'POST /model/anthropic.claude/converse', true],
    ['azure', 'POST /openai/deployments/mine/chat/completions', true],
    ['cohere', 'POST /v2/chat', true],
    // Rights of their own, or of somebody else.
    ['openai', 'GET /v1/organization/users', false],
    ['openai', 'POST /v1/organization/admin_api_keys', false],
    ['anthropic', 'GET /v1/organizations/me', false],
    ['openai', 'POST /v1/files', false],
    ['openai', 'POST /v1/fine_tuning/jobs', false],
    ['openai', 'POST /v1/images/generations', false],
    ['openai', 'GET /v1/models', false],
    ['anthropic', 'POST /v1/messages/batches', false],
    ['anthropic', 'POST /v1/messages/count_tokens', false],
    // What was made before.
    ['openai', 'GET /v1/chat/completions', false],
    ['openai', 'POST /v1/chat/completions/chatcmpl-1', false],
    ['openai', 'GET /v1/responses/resp_1', false],
    ['openai', 'POST /v1/responses/resp_1/cancel', false],
    ['openai', 'POST /v1/conversations', false],
    ['openai', 'POST /v1/conversations/conv_1/items', false],
    ['gemini', 'POST /v1beta/interactions/1/cancel', false],
  ]
  for (const [provider, call, is] of rows) {
    const [method = '', path = ''] = call.split(' ')
    assert.equal(isCall(provider, method, path), is, `${provider} ${call}`)
  }
})

test('isModelCall() takes what nobody has recognized for none', () => {
  const exchange = admitted(scene())
  exchange.match = { ...exchange.match, detected: undefined }
  assert.equal(isModelCall(exchange), false)
})

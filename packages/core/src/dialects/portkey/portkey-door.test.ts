import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Lead, testLeads } from '../../../test/portkey-rows.ts'
import { HELD, portkeyStage } from '../../../test/portkey-stage.ts'

const stage = await portkeyStage()

const bearer = 'authorization: Bearer theirs'
const rows: readonly Lead[] = [
  // Providers by name, at their own addresses
  {
    says: 'openai',
    ask: { headers: ['x-portkey-provider: openai', bearer] },
    url: 'https://api.openai.com/v1/chat/completions',
    headers: [bearer],
  },
  {
    says: 'anthropic',
    ask: { target: '/v1/messages', headers: ['x-portkey-provider: anthropic', 'x-api-key: k'] },
    url: 'https://api.anthropic.com/v1/messages',
    headers: ['x-api-key: k'],
  },
  {
    says: 'groq, whose base has a path',
    ask: { headers: ['x-portkey-provider: groq'] },
    url: 'https://api.groq.com/openai/v1/chat/completions',
  },
  {
    says: 'google is gemini, in the shape of OpenAI',
    ask: { headers: ['x-portkey-provider: google'] },
    url: 'https://generativelanguage.googleapis.com/v1beta/openai/chat/completions',
  },
  {
    says: 'google, in its own shape',
    ask: { target: '/v1beta/models/g:generateContent', headers: ['x-portkey-provider: google'] },
    url: 'https://generativelanguage.googleapis.com/v1beta/models/g:generateContent',
  },
  {
    says: 'google, in its own shape below /v1',
    ask: { target: '/v1/models/g:generateContent', headers: ['x-portkey-provider: google'] },
    url: 'https://generativelanguage.googleapis.com/v1/models/g:generateContent',
  },
  {
    says: 'cohere, in its own shape',
    ask: { target: '/v1/rerank', headers: ['x-portkey-provider: cohere'] },
    url: 'https://api.cohere.com/v1/rerank',
  },
  {
    says: 'cohere, in the shape of OpenAI',
    ask: { headers: ['x-portkey-provider: cohere'] },
    url: 'https://api.cohere.com/compatibility/v1/chat/completions',
  },
  {
    says: 'ollama, in its own shape below /v1',
    ask: { target: '/v1/api/chat', headers: ['x-portkey-provider: ollama'] },
    url: 'http://127.0.0.1:11434/api/chat',
  },
  {
    says: 'a provider of the config',
    ask: { headers: ['x-portkey-provider: bria'], target: '/v2/image' },
    url: 'https://engine.bria.test/base/v2/image',
  },
  {
    says: 'a path that is a door of the gateway',
    ask: { target: '/openai/v1/x', headers: ['x-portkey-provider: anthropic'] },
    url: 'https://api.anthropic.com/openai/v1/x',
  },
  // By slug
  {
    says: '@slug',
    ask: { headers: ['x-portkey-provider: @team', bearer] },
    url: 'http://10.0.0.5:8000/v1/chat/completions',
    headers: [bearer],
  },
  {
    says: 'a virtual key',
    ask: { headers: ['x-portkey-virtual-key: team', bearer] },
    url: 'http://10.0.0.5:8000/v1/chat/completions',
    headers: [bearer],
  },
  {
    says: 'a virtual key with @',
    ask: { headers: ['x-portkey-virtual-key: @team'] },
    url: 'http://10.0.0.5:8000/v1/chat/completions',
  },
  {
    says: 'a virtual key beside a provider',
    ask: { headers: ['x-portkey-virtual-key: team', 'x-portkey-provider: openai'] },
    url: 'http://10.0.0.5:8000/v1/chat/completions',
  },
  {
    says: 'a held key in place of all that the caller sends',
    ask: {
      target: '/v1/models?key=theirs&x=1',
      headers: ['x-portkey-provider: @held', bearer, 'x-api-key: k', 'api-key: k', 'x-goog-api-key: k'],
    },
    url: 'https://api.openai.com/v1/models?x=1',
    headers: [`authorization: Bearer ${HELD}`],
  },
  {
    says: 'a stored config',
    ask: { headers: ['x-portkey-config: pc-open', bearer] },
    url: 'https://api.openai.com/v1/chat/completions',
    headers: [`authorization: Bearer ${HELD}`],
  },
  {
    says: 'a stored config with a host inside',
    ask: { headers: ['x-portkey-config: pc-inside', bearer] },
    url: 'http://10.1.2.3:9000/v1/chat/completions',
    headers: [`authorization: Bearer ${HELD}`],
  },
  // A known provider at a host of the caller's
  {
    says: 'anthropic at another host',
    ask: {
      target: '/v1/messages',
      headers: ['x-portkey-provider: anthropic', 'x-portkey-custom-host: https://proxy.test/anthropic', 'x-api-key: k'],
    },
    url: 'https://proxy.test/anthropic/messages',
    headers: ['x-api-key: k'],
  },
  {
    says: 'a provider without an address here',
    ask: {
      headers: ['x-portkey-provider: deepinfra', 'x-portkey-custom-host: https://api.deepinfra.com/v1/openai', bearer],
    },
    url: 'https://api.deepinfra.com/v1/openai/chat/completions',
    headers: [bearer],
  },
  {
    says: 'hugging face',
    ask: {
      headers: [
        'x-portkey-provider: huggingface',
        'x-portkey-huggingface-base-url: https://e.endpoints.huggingface.cloud/v1',
      ],
    },
    url: 'https://e.endpoints.huggingface.cloud/v1/chat/completions',
  },
  {
    says: 'workers ai',
    ask: { headers: ['x-portkey-provider: workers-ai', 'x-portkey-workers-ai-account-id: 0123456789abcdef'] },
    url: 'https://api.cloudflare.com/client/v4/accounts/0123456789abcdef/ai/v1/chat/completions',
  },
]
await testLeads(rows)

test('portkeyDoor() is one comparison for what does not speak so', async () => {
  const told = await stage.ask({ target: '/v1/models' })
  assert.equal(told.url, 'https://bare.test/v1/models')
  assert.equal(told.answer.flat.filter((part) => part.startsWith('x-portkey')).length, 0)
})

test('portkeyDoor() stays shut on a listener that does not show it', async () => {
  const { gateway } = stage
  const { arrival } = await import('../../../test/harness.ts')
  const headers = ['x-portkey-provider', 'nobody', 'x-portkey-metadata', 'broken', 'x-portkey-trace-id', 't']
  const doors = new Set(['bare'] as const)
  const reply = await gateway.handle(arrival({ target: '/v1/models', headers, doors }))
  assert.deepEqual([reply.status, reply.headers.includes('x-portkey-trace-id')], [200, false])
})

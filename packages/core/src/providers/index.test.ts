import assert from 'node:assert/strict'
import { test } from 'node:test'
import { providers } from './index.ts'

test('providers are known by their own names, each fit to be a door', () => {
  for (const [name, provider] of providers) {
    assert.equal(name, provider.name)
    assert.match(name, /^[a-z][a-z0-9]*$/)
  }
  assert.deepEqual(
    [...providers.keys()].sort().join(' '),
    'anthropic azure bedrock cerebras cohere custom deepseek fireworks gemini groq mistral ollama openai openrouter perplexity together vertex vllm xai',
  )
})

test('providers have patterns that keep no state between calls', () => {
  for (const { operations, bare = [], notMine = [] } of providers.values()) {
    for (const { path } of [...operations, ...bare, ...notMine]) assert.equal(path.global || path.sticky, false)
  }
})

test('providers name headers in lower case, as they are compared', () => {
  for (const { requestId = '', rateLimits = [], carriers } of providers.values()) {
    for (const name of [requestId, ...rateLimits, ...(carriers?.headers ?? [])]) assert.equal(name, name.toLowerCase())
  }
})

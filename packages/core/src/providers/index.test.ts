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
  for (const { operations, bare = [], notMine = [], serves = [] } of providers.values()) {
    for (const { path } of [...operations, ...bare, ...notMine, ...serves])
      assert.equal(path.global || path.sticky, false)
  }
})

test('providers begin keys and models each in their own way, Google with two services aside', () => {
  const google = new Set(['gemini', 'vertex'])
  for (const which of ['keyPrefixes', 'modelPrefixes'] as const) {
    for (const one of providers.values()) {
      for (const other of providers.values()) {
        if (one === other || (google.has(one.name) && google.has(other.name))) continue
        const both = (one[which] ?? []).filter((a) => other[which]?.some((b) => a.startsWith(b)))
        assert.deepEqual(both, [], `${one.name} and ${other.name}`)
      }
    }
  }
})

test('providers have key prefixes that are of the shape of their keys, and of no other with a prefix', () => {
  for (const { name, keyPrefixes = [], keyShape } of providers.values()) {
    for (const prefix of keyPrefixes) {
      assert.ok(keyShape?.pattern.test(prefix), `${name} ${prefix}`)
      // It is written into logs: a beginning that many keys share, never a key.
      assert.ok(prefix.length < 20)
    }
  }
})

test('providers share exactly those bare paths that another serves', () => {
  const serves = [...providers.values()].flatMap((provider) => provider.serves ?? [])
  const shared = ['/v1/chat/completions', '/v1/responses', '/v1/embeddings', '/v1/models', '/v1/messages', '/v1/rerank']
  for (const path of shared) {
    const owner = [...providers.values()].find(({ bare }) => bare?.some((rule) => rule.shared && rule.path.test(path)))
    assert.ok(owner !== undefined, path)
    assert.ok(
      serves.some((rule) => rule.path.test(path)),
      path,
    )
  }
  for (const { below } of serves) assert.match(below ?? '/v1', /^(?:\/[\w-]+)+$/)
})

test('providers name headers in lower case, as they are compared', () => {
  for (const { requestId = '', rateLimits = [], carriers } of providers.values()) {
    for (const name of [requestId, ...rateLimits, ...(carriers?.headers ?? [])]) assert.equal(name, name.toLowerCase())
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadForTest } from '../load-for-test.ts'

const azure = (members: string) => `providers: { azure: { url: "https://a.openai.azure.com", ${members} } }`

test('loadConfig() reads names for deployments and whose version counts', async () => {
  const text = azure('api_version_from: config, deployments: { "gpt 4o": gpt-4o-eu, Groß: "x+y" }')
  const loaded = await loadForTest(text)
  assert.ok(loaded.kind === 'ok')
  const { api_version_from, deployments } = loaded.config.providers['azure'] ?? {}
  assert.deepEqual([api_version_from, deployments], ['config', { 'gpt 4o': 'gpt-4o-eu', Groß: 'x+y' }])
})

const mistakes: readonly (readonly [text: string, says: RegExp])[] = [
  [azure('api_version_from: caller'), /config.*request/],
  [azure('deployments: [gpt-4o]'), /a map of your name/],
  [azure('deployments: { a/b: c }'), /one segment of a path|a name of your own/],
  [azure('deployments: { a: b/c }'), /one segment of a path/],
  [azure('deployments: { a: ".." }'), /one segment of a path/],
  [azure('deployments: { a: b, A: c }'), /differ in case alone/],
  [azure('aliases: { a: b }'), /deployments/],
  ['providers: { openai: { deployments: { a: b } } }', /deployments means nothing to a provider of type openai/],
  ['providers: { openai: { api_version_from: config } }', /means nothing to a provider of type openai/],
  ['providers: { openai: { rewrite_urls: true } }', /means nothing to a provider of type openai.*anthropic/s],
]

test('loadConfig() says what is wrong with them', async () => {
  for (const [text, says] of mistakes) {
    const loaded = await loadForTest(text)
    assert.ok(loaded.kind === 'invalid', text)
    assert.match(JSON.stringify(loaded.problems), says, text)
  }
})

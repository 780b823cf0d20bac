import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownPath, type PathRules } from './own-path.ts'

const deployments = {
  inPath: /\/deployments\/([^/]+)/,
  names: new Map([
    ['mini', 'gpt-4o-mini'],
    ['a b', 'x/y'],
    ['größe', 'größe 1'],
    ['$&', "$' $1"],
  ]),
}
const below = { path: /^\/v1\/messages(?:\/|$)/, prefix: '/anthropic' }

const rows: readonly (readonly [path: string, rules: PathRules, own: string])[] = [
  ['/openai/deployments/mini/chat/completions', { deployments }, '/openai/deployments/gpt-4o-mini/chat/completions'],
  ['/openai/deployments/MINI', { deployments }, '/openai/deployments/gpt-4o-mini'],
  ['/openai/deployments/min%69/x%2F', { deployments }, '/openai/deployments/gpt-4o-mini/x%2F'],
  ['/openai/deployments/a%20b/x', { deployments }, '/openai/deployments/x%2Fy/x'],
  ['/openai/deployments/gr%C3%B6%c3%9fe/x', { deployments }, '/openai/deployments/gr%C3%B6%C3%9Fe%201/x'],
  ['/openai/deployments/$&/x', { deployments }, "/openai/deployments/%24'%20%241/x"],
  ['/openai/deployments/minis/x', { deployments }, '/openai/deployments/minis/x'],
  ['/openai/deployments/%zz/x', { deployments }, '/openai/deployments/%zz/x'],
  ['/openai/deployments/gpt%204/x', { deployments }, '/openai/deployments/gpt%204/x'],
  ['/openai/deployments//mini', { deployments }, '/openai/deployments//mini'],
  ['/deployments/other/deployments/mini', { deployments }, '/deployments/other/deployments/mini'],
  ['/openai/v1/responses', { deployments }, '/openai/v1/responses'],
  ['/v1/messages', { below }, '/anthropic/v1/messages'],
  ['/v1/messages/count_tokens', { below }, '/anthropic/v1/messages/count_tokens'],
  ['/v1/messages/', { below }, '/anthropic/v1/messages/'],
  ['/v1/messagesx', { below }, '/v1/messagesx'],
  ['/x/v1/messages', { below }, '/x/v1/messages'],
  ['/v1/messages', { below, deployments }, '/anthropic/v1/messages'],
]

test('ownPath() writes anew what the rules name, and no other byte', () => {
  for (const [path, rules, own] of rows) assert.equal(ownPath(path, rules), own, path)
})

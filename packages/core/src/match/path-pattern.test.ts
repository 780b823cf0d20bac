import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compilePath } from './path-pattern.ts'

test('match() gives what the last * matched, or undefined', () => {
  const rows: [pattern: string, path: string, rest: string | undefined][] = [
    ['/v1/rerank', '/v1/rerank', ''],
    ['/v1/rerank', '/v1/rerank/', undefined],
    ['/v1/rerank', '/v1/Rerank', undefined],
    ['/chat/*', '/chat/v1/x', '/v1/x'],
    ['/chat/*', '/chat/', '/'],
    ['/chat/*', '/chat', undefined],
    ['/chat/*', '/chatter', undefined],
    ['/chat*', '/chat', ''],
    ['/chat*', '/chatter/x', 'ter/x'],
    ['/*', '/', '/'],
    ['/*', '/a//b%2F', '/a//b%2F'],
    ['/*/chat', '/team/chat', 'team'],
    ['/*/chat', '/a/b/chat', undefined],
    ['/*/chat/*', '/team/chat/v1/x', '/v1/x'],
    ['/*/chat/*', '//chat/v1', undefined],
    ['/a.b/*/c', '/a.b/x/c', 'x'],
    ['/a.b/*/c', '/aXb/x/c', undefined],
    ['/v1/models/*:generate', '/v1/models/gemini:generate', 'gemini'],
  ]
  for (const [pattern, path, rest] of rows) {
    assert.equal(compilePath(pattern).match(path), rest, `${pattern} on ${path}`)
  }
})

test('compilePath() tells how specific a pattern is', () => {
  assert.deepEqual([compilePath('/a/b').exact, compilePath('/a/b').literal], [true, 4])
  assert.deepEqual([compilePath('/a/*').exact, compilePath('/a/*').literal], [false, 3])
  assert.deepEqual([compilePath('/*/a/*').exact, compilePath('/*/a/*').literal], [false, 1])
})

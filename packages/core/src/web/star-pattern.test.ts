import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileStar } from './star-pattern.ts'

test('compileStar() says what its star stands for', () => {
  const rows: [pattern: string, value: string, rest: string | undefined][] = [
    ['gpt', 'gpt', ''],
    ['gpt', 'gpt-4', undefined],
    ['gpt', '', undefined],
    ['*', 'anything', 'anything'],
    ['*', '', ''],
    ['gpt-*', 'gpt-4', '4'],
    ['gpt-*', 'gpt-', ''],
    ['gpt-*', 'gpt', undefined],
    ['*-mini', 'gpt-mini', 'gpt'],
    ['*-mini', '-mini', ''],
    ['a*b', 'axxb', 'xx'],
    ['a*a', 'a', undefined],
    ['a*a', 'aa', ''],
    ['.*', 'x', undefined],
  ]
  for (const [pattern, value, rest] of rows)
    assert.equal(compileStar(pattern).match(value), rest, `${pattern} ${value}`)
})

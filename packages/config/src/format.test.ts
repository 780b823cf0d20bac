import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatProblems } from './format.ts'
import { loadForTest } from './load-for-test.ts'

async function printed(text: string): Promise<string> {
  const loaded = await loadForTest(text)
  assert.equal(loaded.kind, 'invalid')
  return formatProblems(loaded.problems)
}

test('formatProblems() points at the place and says what to write', async () => {
  assert.equal(
    await printed('timeouts:\n  connect: 5 s   # soon\n'),
    `/etc/strait/strait.yaml:2:12: timeouts.connect: wrong value
 2 |   connect: 5 s
   |            ^^^
     found     5 s
     expected  a duration like 500ms, 2s, 5m, 1h, or off
     hint      write 5s
`,
  )
})

test('formatProblems() keeps the caret under the place when a secret before it is masked', async () => {
  const lines = (await printed('providers: { openai: { key: abcdefghijkl, nope: 1 } }\n')).split('\n')
  assert.equal(lines[1], ' 1 | providers: { openai: { key: •••, nope: ••• } }')
  assert.equal(lines[2]?.indexOf('^'), lines[1]?.indexOf('nope'))
})

test('formatProblems() keeps the place on the screen in a file of one long line', async () => {
  const text = `{"providers": {${Array.from({ length: 50 }, (_, i) => `"p${i}": {"url": "http://h"}`).join(', ')}}, "nope": 1}`
  const lines = (await printed(text)).split('\n')
  assert.ok((lines[1]?.length ?? 0) < 130)
  assert.equal(lines[2]?.indexOf('^'), lines[1]?.indexOf('"nope"'))
})

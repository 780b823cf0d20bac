import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillIn } from '../../secrets.ts'
import { REFERENCE_ONLY, withReferences } from './references.ts'

const sources = {
  env: (name: string) => (name === 'KEY' ? 'k' : undefined),
  readFile: () => ({ kind: 'failed', reason: 'none' }) as const,
}

/** What Strait makes of it in the end. */
function meant(written: string): string | undefined {
  const referred = withReferences(written)
  if (referred.kind === 'wrong') return undefined
  const filled = fillIn(referred.text, sources)
  return filled.kind === 'failed' ? filled.failures[0]?.says : filled.text
}

test('withReferences() says what agentgateway would have read', () => {
  const rows: [written: string, meant: string | undefined][] = [
    ['plain', 'plain'],
    ['$KEY', 'k'],
    ['${KEY}', 'k'],
    ['a-$KEY/b', 'a-k/b'],
    ['Bearer ${KEY}${KEY}', 'Bearer kk'],
    ['${NONE:-default}', 'default'],
    ['$$KEY', '$KEY'],
    ['$$', '$'],
    ['cost: 5$', 'cost: 5$'],
    ['$5', '$5'],
    ['$${KEY}', '${KEY}'],
    ['$NONE', 'the environment variable NONE is not set'],
    ['${KEY', '${KEY'],
    ['${}', undefined],
    ['${K-E}', undefined],
    ['$$$KEY', undefined],
  ]
  for (const [written, expected] of rows) assert.equal(meant(written), expected, written)
})

test('REFERENCE_ONLY is a value that shows nothing', () => {
  for (const text of ['$KEY', '${KEY}', '"$KEY"', 'Bearer $KEY']) assert.match(text, REFERENCE_ONLY)
  for (const text of ['sk-1$KEY', '${KEY:-sk-1}', '$$KEY', '$5']) assert.doesNotMatch(text, REFERENCE_ONLY)
})

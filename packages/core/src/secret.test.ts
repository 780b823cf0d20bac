import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { Secret } from './secret.ts'

test('Secret() shows its value to nobody who did not ask by name', () => {
  const secret = new Secret('planted', 'env KEY')
  const spellings: [name: string, shown: string][] = [
    ['template', `${secret}`],
    ['concatenation', `a ${secret as unknown as string}`],
    ['JSON', JSON.stringify({ secret })],
    ['inspect', inspect({ secret }, { showHidden: true, depth: 9 })],
    ['keys', Object.entries(secret).flat().join()],
    ['spread', JSON.stringify({ ...secret })],
    ['clone', JSON.stringify(Object.assign({}, secret))],
  ]
  for (const [name, shown] of spellings) assert.equal(shown.includes('planted'), false, name)
  assert.equal(secret.reveal(), 'planted')
  assert.equal(secret.label, 'env KEY')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAccessKeys } from './access-keys.ts'

test('find() names the key, and nothing but the whole key', async () => {
  const keys = await createAccessKeys([
    { name: 'ci', key: 'strait-ci' },
    { name: 'web', key: 'strait-web' },
  ])
  const rows: [shown: string, name: string | undefined][] = [
    ['strait-ci', 'ci'],
    ['strait-web', 'web'],
    ['strait-c', undefined],
    ['strait-ci ', undefined],
    ['STRAIT-CI', undefined],
    ['', undefined],
  ]
  for (const [shown, name] of rows) assert.equal(await keys.find(shown), name)
})

test('createAccessKeys() keeps no key in readable form', async () => {
  const keys = await createAccessKeys([{ name: 'ci', key: 'strait-planted' }])
  assert.equal(JSON.stringify(keys).includes('strait-planted'), false)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '@strait/core'
import { tlsIdentity } from './tls-identity.ts'

test('tlsIdentity() names what it is made of: any other piece, in any other place, is another identity', async () => {
  const rows: Parameters<typeof tlsIdentity>[] = [
    ['a', {}],
    ['b', {}],
    ['a', { ca: 'x' }],
    ['a', { cert: 'x' }],
    ['a', { ca: 'x', cert: 'y' }],
    ['a', { ca: 'xy' }],
    ['a', { cert: 'x', key: new Secret('y', 'test') }],
    ['a', { cert: 'x', key: new Secret('z', 'test') }],
  ]
  const ids = await Promise.all(rows.map(async (row) => (await tlsIdentity(...row))?.id))
  assert.equal(new Set(ids).size, rows.length)
  assert.equal(ids[6], (await tlsIdentity('a', { cert: 'x', key: new Secret('y', 'test') }))?.id)
  assert.equal(await tlsIdentity('a', undefined), undefined)
})

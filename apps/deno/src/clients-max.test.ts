import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientsMax } from './clients-max.ts'

const limits = (open: string) => `Limit                     Soft Limit           Hard Limit           Units
Max processes             96000                96000                processes
Max open files            ${open.padEnd(20)} 524288               files
`

test('clientsMax() is half of the files that may be open, where the system says how many', () => {
  assert.equal(
    clientsMax(() => limits('1024')),
    512,
  )
  assert.equal(
    clientsMax(() => limits('unlimited')),
    undefined,
  )
  assert.equal(
    clientsMax(() => ''),
    undefined,
  )
  assert.equal(
    clientsMax(() => {
      throw new Error('no such file')
    }),
    undefined,
  )
})

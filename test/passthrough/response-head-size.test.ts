import assert from 'node:assert/strict'
import { forEachRuntime } from '../suite.ts'

forEachRuntime((_runtime, use) => {
  const { promises } = use()

  promises('an answer with eighty headers or 12 kB in one passes', async ({ exchange }) => {
    const many = await exchange({ target: '/up/many-headers?n=80' })
    assert.equal(many.answer.headers.filter(([name]) => name.toLowerCase().startsWith('x-many-')).length, 80)
    const big = await exchange({ target: '/up/big-head?kb=12' })
    assert.equal(big.answer.header('x-big')?.length, 12 * 1_024)
  })

  promises('an answer’s head of 100 kB passes', async ({ exchange }) => {
    const { answer } = await exchange({ target: '/up/big-head?kb=100' })
    assert.equal(answer.status, 200)
    assert.equal(answer.header('x-big')?.length, 100 * 1_024)
  })

  promises('an answer’s head over the bound is 502', async ({ exchange }) => {
    const { answer } = await exchange({ target: '/up/big-head?kb=2000' })
    assert.equal(answer.status, 502)
    assert.equal(answer.header('x-strait-error'), 'upstream_head_too_large')
  })
})

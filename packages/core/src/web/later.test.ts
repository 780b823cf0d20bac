import assert from 'node:assert/strict'
import { test } from 'node:test'
import { later } from './later.ts'

test('later() runs after whoever awaits this turn has its result', async () => {
  const order: string[] = []
  async function work(): Promise<string> {
    later(() => order.push('later'))
    return 'result'
  }
  await work()
  order.push('awaited')
  await new Promise((resolve) => setTimeout(resolve, 0))
  assert.deepEqual(order, ['awaited', 'later'])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@strait/testkit'
import type { DialFailure } from '@strait/wire'
import { inTurn } from './in-turn.ts'

const to = (...addresses: string[]) => ({ host: 'up.test', addresses })
const refused: DialFailure = { code: 'refused', cause: undefined }

test('inTurn() leaves an address that does not answer for the next, and hears no more of it', async () => {
  const log: string[] = []
  let late: (() => void) | undefined
  const attempt = (address: string, unconnected: (failure: DialFailure) => void, connected: () => void) => {
    log.push(`try ${address}`)
    if (address === 'silent') late = () => unconnected(refused)
    else connected()
    return { abort: () => log.push(`abort ${address}`) }
  }
  const dialing = inTurn(to('silent', 'good', 'spare'), { failed: () => log.push('failed') }, attempt)
  await until(() => log.includes('try good'))
  late?.()
  dialing.abort()
  assert.deepEqual(log, ['try silent', 'abort silent', 'try good', 'abort good'])
})

test('inTurn() tells the last failure, and gives up the one that is under way', () => {
  const log: string[] = []
  const attempt = (address: string, unconnected: (failure: DialFailure) => void) => {
    if (address !== 'slow') unconnected({ code: 'refused', cause: address })
    return { abort: () => log.push(`abort ${address}`) }
  }
  const failed = (failure: DialFailure) => log.push(`${failure.code} ${failure.cause}`)
  inTurn(to('a', 'b'), { failed }, attempt)
  inTurn(to('a', 'slow'), { failed }, attempt).abort()
  assert.deepEqual(log, ['refused b', 'abort slow'])
})

test('inTurn() tries the host itself where no addresses are given', () => {
  const log: string[] = []
  const attempt = (address: string, unconnected: (failure: DialFailure) => void) => {
    log.push(`try ${address}`)
    unconnected(refused)
    return { abort: () => log.push('abort') }
  }
  inTurn({ host: 'up.test' }, { failed: ({ code }) => log.push(code) }, attempt)
  assert.deepEqual(log, ['try up.test', 'refused'])
})

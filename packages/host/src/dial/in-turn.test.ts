import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@strait/testkit'
import type { DialFailure } from '@strait/wire'
import { inTurn } from './in-turn.ts'

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
  const dialing = inTurn(['silent', 'good', 'spare'], attempt, () => log.push('failed'))
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
  inTurn(['a', 'b'], attempt, failed)
  inTurn(['a', 'slow'], attempt, failed).abort()
  assert.deepEqual(log, ['refused b', 'abort slow'])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makePlan } from '../../test/harness.ts'
import { BY_NOTE, CACHE_NOTE } from '../cache-note.ts'
import type { Answer, Answered } from '../exchange.ts'
import type { AttemptRecord } from '../record.ts'
import { Fields } from '../web/fields.ts'
import { answerHeaders } from './answer-headers.ts'

const ANSWER: Answer = { status: 200, reason: '', headers: [], body: undefined, rules: undefined, from: 'upstream' }

function attempt(over: Partial<AttemptRecord>): AttemptRecord {
  return { target: 't', provider: 'p', address: 'http://p', status: 200, error: undefined, ms: 12.4, ...over }
}

interface Story {
  readonly asks?: string
  readonly info?: boolean
  readonly attempts?: readonly AttemptRecord[]
  readonly cache?: string
  readonly by?: object
}

function told({ asks, info = true, attempts = [], cache, by }: Story): Record<string, string> {
  const exchange = accepted(arrival({ headers: asks === undefined ? [] : ['x-strait-info', asks] }))
  exchange.attempts.push(...attempts)
  if (cache !== undefined) exchange.notes.set(CACHE_NOTE, cache)
  if (by !== undefined) exchange.notes.set(BY_NOTE, by)
  exchange.times.head = 1
  const fields = new Fields(answerHeaders(Object.assign(exchange, { answer: ANSWER }) as Answered, makePlan({ info })))
  const ours = fields.names.flatMap((name, i) => (/^x-strait-(?!request)/.test(name) ? [[name, fields.value(i)]] : []))
  return Object.fromEntries(ours)
}

test('infoHeaders() tells who answered, to who asks and where it may be told', () => {
  const attempts = [
    attempt({ target: 'r/a', option: 'to.targets[0]', status: 503, replaced: 'next' }),
    attempt({ target: 'r/b', provider: 'q', option: 'to.targets[1]', key: 'second', retry: 1 }),
  ]
  assert.deepEqual(told({ asks: 'true', attempts }), {
    'x-strait-attempts': '2',
    'x-strait-provider': 'q',
    'x-strait-target': 'r/b',
    'x-strait-option': 'to.targets[1]',
    'x-strait-key': 'second',
    'x-strait-retries': '1',
    'x-strait-upstream-ms': '12',
  })
  for (const story of [{ attempts }, { attempts, asks: 'false' }, { attempts, asks: 'true', info: false }]) {
    assert.deepEqual(told(story), {})
  }
})

test('infoHeaders() of a hedge tells of the one that won, not of the last', () => {
  const attempts = [attempt({ target: 'won' }), attempt({ target: 'lost', replaced: 'overtaken' })]
  assert.equal(told({ asks: '1', attempts })['x-strait-target'], 'won')
})

test('whoever may get an answer out of a cache is told whether it is one', () => {
  assert.deepEqual(told({ cache: 'hit' }), { 'x-strait-cache': 'hit' })
  const hit = told({ cache: 'hit', asks: 'true', by: { target: 't', provider: 'p' } })
  assert.deepEqual([hit['x-strait-provider'], hit['x-strait-attempts']], ['p', '0'])
  const attempts = [attempt({ target: 'failed', replaced: 'next' })]
  const later = told({
    cache: 'hit',
    asks: 'true',
    attempts,
    by: { target: 't', provider: 'p', option: 'to.targets[1]' },
  })
  assert.deepEqual(
    [later['x-strait-target'], later['x-strait-option'], later['x-strait-key']],
    ['t', 'to.targets[1]', undefined],
  )
})

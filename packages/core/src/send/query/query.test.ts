import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askQueries } from './query-facts.ts'
import { type Asked, askedExchange, compiled } from './query-fixture.ts'

function check(asked: Asked, rows: readonly (readonly [written: unknown, holds: boolean])[]): void {
  for (const [written, holds] of rows) {
    const { exchange } = askedExchange(asked)
    const found = askQueries(exchange, [compiled(written)], 1_000_000)
    assert.equal(found, holds ? 0 : undefined, JSON.stringify(written))
  }
}

const BODY = JSON.stringify({
  model: 'gpt-5-mini',
  max_tokens: 1000,
  size: '70',
  stream: true,
  user: null,
  stop: ['a', 'b'],
  tools: [{ name: 'x' }, { name: 'y', deep: [[1, { z: 2 }]] }],
  'odd name': 1,
  format: { type: 'json', strict: false },
  list: { 0: 'zero' },
})

const ASKED: Asked = {
  target: '/v1/chat/completions?a=1&b=x%20y&a=2&empty=',
  headers: ['host', 'API.gateway.test:8787', 'x-tier', '7', 'x-tag', 'one', 'X-Tag', 'two', 'x-beta', 'true'],
  metadata: { plan: 'paid', seats: 12, trial: false, 'a.b': 'dotted', since: '2024-10-21' },
  caller: { kind: 'key', name: 'ci' },
  body: BODY,
}

test('compileQuery() compares what a field is with what is written', () => {
  check(ASKED, [
    [{ 'metadata.plan': 'paid' }, true],
    [{ 'metadata.plan': 'free' }, false],
    [{ 'metadata.seats': 12 }, true],
    [{ 'metadata.seats': '12' }, false],
    [{ 'metadata.trial': false }, true],
    [{ 'metadata.a.b': 'dotted' }, true],
    [{ 'metadata.none': 'paid' }, false],
    [{ 'metadata.constructor': { $exists: true } }, false],
    [{ 'params.model': 'gpt-5-mini' }, true],
    [{ 'body.model': 'gpt-5-mini' }, true],
    [{ 'params.model': { $eq: 'gpt-5' } }, false],
    [{ 'params.max_tokens': 1000.0 }, true],
    [{ 'params.max_tokens': '1000' }, false],
    [{ 'params.stream': true }, true],
    [{ 'params.odd name': 1 }, true],
    [{ 'params.user': null }, true],
    [{ 'params.none': null }, false],
    [{ 'params.user': { $eq: null } }, true],
    [{ 'params.none': { $eq: null } }, false],
    [{ 'params.format': { strict: false, type: 'json' } }, true],
    [{ 'params.format': { type: 'json' } }, false],
    [{ 'params.stop': ['a', 'b'] }, true],
    [{ 'params.stop': ['b', 'a'] }, false],
    [{ 'params.stop': 'a' }, false],
  ])
})

test('compileQuery() goes as deep into the body as is asked, and into lists by index', () => {
  check(ASKED, [
    [{ 'params.format.type': 'json' }, true],
    [{ 'params.tools.0.name': 'x' }, true],
    [{ 'params.tools.1.deep.0.1.z': 2 }, true],
    [{ 'params.tools.2.name': { $exists: true } }, false],
    [{ 'params.list.0': 'zero' }, true],
    [{ 'params.stop.length': { $exists: true } }, false],
    [{ 'params.model.0': { $exists: true } }, false],
  ])
})

test('compileQuery() asks head, address and caller', () => {
  check(ASKED, [
    [{ method: 'POST' }, true],
    [{ method: { $in: ['GET', 'HEAD'] } }, false],
    [{ 'url.pathname': '/v1/chat/completions' }, true],
    [{ 'url.path': { $regex: '/chat/' } }, true],
    [{ 'url.host': 'api.gateway.test' }, true],
    [{ 'url.query.a': '1' }, true],
    [{ 'url.query.b': 'x y' }, true],
    [{ 'url.query.empty': '' }, true],
    [{ 'url.query.none': { $exists: false } }, true],
    [{ 'headers.X-Tier': '7' }, true],
    [{ 'headers.x-tier': 7 }, true],
    [{ 'headers.x-beta': true }, true],
    [{ 'headers.x-tier': { $in: [6, 7] } }, true],
    [{ 'headers.x-tag': 'one, two' }, true],
    [{ 'headers.x-none': { $exists: true } }, false],
    [{ 'caller.name': 'ci' }, true],
    [{ 'caller.id': 'ci' }, true],
    [{ 'caller.kind': 'key' }, true],
  ])
  check({}, [
    [{ 'caller.kind': 'anonymous' }, true],
    [{ 'caller.name': { $exists: false } }, true],
    [{ 'metadata.plan': { $exists: false } }, true],
    [{ 'params.model': { $exists: false } }, true],
  ])
})

test('compileQuery() orders numbers as numbers and other texts as texts', () => {
  check(ASKED, [
    [{ 'params.max_tokens': { $gt: 999 } }, true],
    [{ 'params.max_tokens': { $gt: 1000 } }, false],
    [{ 'params.max_tokens': { $gte: 1000 } }, true],
    [{ 'params.max_tokens': { $lt: 1000.5 } }, true],
    [{ 'params.max_tokens': { $lte: 999 } }, false],
    [{ 'params.max_tokens': { $gt: '999' } }, true],
    [{ 'headers.x-tier': { $gt: 5 } }, true],
    [{ 'headers.x-tier': { $lt: 10 } }, true],
    [{ 'params.size': { $gt: 8, $lt: 100 } }, true],
    [{ 'params.size': { $lt: '8' } }, false],
    [{ 'metadata.since': { $gte: '2024-06-01', $lt: '2025-01-01' } }, true],
    [{ 'metadata.since': { $gt: 2023 } }, false],
    [{ 'metadata.since': { $lt: 2023 } }, false],
    [{ 'params.size': { $lt: 'abc' } }, false],
    [{ 'params.size': { $gt: 'abc' } }, false],
    [{ 'params.none': { $gt: 0 } }, false],
    [{ 'params.none': { $lte: 0 } }, false],
    [{ 'params.user': { $gte: 0 } }, false],
    [{ 'params.stream': { $gte: 1 } }, false],
    [{ 'params.stop': { $gt: 'a' } }, false],
  ])
})

test('compileQuery() knows what is among others, and what is not there', () => {
  check(ASKED, [
    [{ 'metadata.plan': { $in: ['trial', 'paid'] } }, true],
    [{ 'metadata.plan': { $in: [] } }, false],
    [{ 'metadata.plan': { $nin: ['trial', 'paid'] } }, false],
    [{ 'metadata.none': { $nin: ['paid'] } }, true],
    [{ 'metadata.none': { $in: ['undefined'] } }, false],
    [{ 'metadata.plan': { $ne: 'free' } }, true],
    [{ 'metadata.none': { $ne: 'free' } }, true],
    [{ 'params.user': { $ne: null } }, false],
    [{ 'params.none': { $ne: null } }, true],
    [{ 'params.user': { $in: [null] } }, true],
    [{ 'params.stop': { $in: ['b', 'c'] } }, true],
    [{ 'params.stop': { $in: ['c'] } }, false],
    [{ 'params.stop': { $nin: ['b'] } }, false],
    [{ 'params.stop': { $in: [['a', 'b']] } }, true],
    [{ 'params.tools': { $in: [{ name: 'x' }] } }, true],
    [{ 'params.tools': { $in: [{ name: 'z' }] } }, false],
    [{ 'params.format.type': { $exists: true } }, true],
    [{ 'params.user': { $exists: true } }, true],
    [{ 'params.none': { $exists: false } }, true],
  ])
})

test('compileQuery() matches patterns anywhere in a text, and nothing in what is not there', () => {
  check(ASKED, [
    [{ 'params.model': { $regex: '^gpt-5' } }, true],
    [{ 'params.model': { $regex: 'MINI' } }, false],
    [{ 'params.model': { $regex: '(?i)MINI$' } }, true],
    [{ 'params.none': { $regex: 'undefined' } }, false],
    [{ 'params.none': { $regex: '' } }, false],
    [{ 'params.user': { $regex: 'null' } }, false],
    [{ 'params.stop': { $regex: 'a' } }, false],
    [{ 'metadata.seats': { $regex: '^1\\d$' } }, true],
    [{ 'params.stream': { $regex: 'true' } }, true],
  ])
})

test('compileQuery() wants everything that stands beside each other', () => {
  const yes = { 'metadata.plan': 'paid' }
  const no = { 'metadata.plan': 'free' }
  check(ASKED, [
    [{ ...yes, method: 'POST' }, true],
    [{ ...yes, method: 'GET' }, false],
    [{ $or: [no, yes], method: 'GET' }, false],
    [{ $or: [no, yes], method: 'POST' }, true],
    [{ $and: [yes], ...no }, false],
    [{ method: 'POST', $or: [no] }, false],
    [{ $or: [yes], $and: [no] }, false],
    [{ $not: no, $or: [yes] }, true],
    [{ $not: no, method: 'GET' }, false],
    [{ 'metadata.plan': { $regex: '^p', $ne: 'paid' } }, false],
    [{ 'metadata.plan': { $regex: '^p', $in: ['paid'] } }, true],
    [{ 'metadata.plan': { $exists: true, $regex: 'x' } }, false],
  ])
})

test('compileQuery() nests $and, $or and $not around fields and within one', () => {
  const yes = { 'metadata.plan': 'paid' }
  const no = { 'metadata.plan': 'free' }
  check(ASKED, [
    [{ $and: [yes, { $or: [no, { $not: no }] }] }, true],
    [{ $and: [yes, { $or: [no, { $not: yes }] }] }, false],
    [{ $not: { $and: [yes, no] } }, true],
    [{ $not: { ...yes, method: 'GET' } }, true],
    [{ $not: { 'params.none': 1 } }, true],
    [{ 'metadata.plan': { $or: [{ $eq: 'free' }, { $regex: '^p' }] } }, true],
    [{ 'metadata.plan': { $or: ['free', 'paid'] } }, true],
    [{ 'metadata.plan': { $not: { $regex: '^p' } } }, false],
    [{ 'metadata.plan': { $not: 'free' } }, true],
    [{ 'params.none': { $not: { $gt: 5 } } }, true],
    [{ 'params.max_tokens': { $and: [{ $gt: 1 }, { $not: { $or: [{ $gt: 5000 }, 7] } }] } }, true],
  ])
})

test('compileQuery() tells which headers it asks for, wherever they stand', () => {
  const deep = {
    $or: [{ 'headers.X-Team': 'a' }, { $not: { 'headers.via': { $ne: 'b' } } }],
    'params.model': 'headers.no',
  }
  assert.deepEqual(compiled(deep).headers, ['x-team', 'via'])
  assert.deepEqual(compiled({ 'metadata.plan': 'x', 'url.path': '/' }).headers, [])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileQuery } from './query.ts'

test('compileQuery() says what is wrong, and where', () => {
  const deep = (levels: number): unknown => (levels === 0 ? { method: 'GET' } : { $not: deep(levels - 1) })
  const many = (tests: number) => ({ $or: Array.from({ length: tests }, (_, i) => ({ 'params.a': i })) })
  const rows: [written: unknown, at: string, says: RegExp][] = [
    ['paid', '', /is a map/],
    [undefined, '', /is a map/],
    [[], '', /is a map/],
    [{}, '', /nothing in it/],
    [{ 'foo.bar': 1 }, 'foo.bar', /no such field; there are metadata\.NAME, params\.PATH/],
    [{ metadata: { plan: 'paid' } }, 'metadata', /no such field/],
    [{ 'url.query': 'x' }, 'url.query', /no such field/],
    [{ 'params.': 'x' }, 'params.', /no such field/],
    [{ 'params.a..b': 'x' }, 'params.a..b', /between two dots/],
    [{ [`params${'.a'.repeat(33)}`]: 1 }, `params${'.a'.repeat(33)}`, /deeper than 32/],
    [{ 'headers.a b': 'x' }, 'headers.a b', /no name of a header/],
    [{ 'params.model': {} }, 'params.model', /nothing in it/],
    [{ 'params.model': { $equals: 'x' } }, 'params.model.$equals', /no such operator; there are \$eq, \$ne/],
    [{ 'params.model': { $eq: 'x', plain: 1 } }, 'params.model', /beside each other/],
    [{ $eq: 'x' }, '$eq', /stands behind a field/],
    [{ $nor: [] }, '$nor', /no such operator; here there are \$and, \$or, \$not/],
    [{ $and: [] }, '$and', /a list .* at least one/],
    [{ $or: { method: 'GET' } }, '$or', /a list/],
    [{ $or: [{ method: 'GET' }, {}] }, '$or.1', /nothing in it/],
    [{ $or: [{ method: 'GET' }, 'x'] }, '$or.1', /is a map/],
    [{ $not: [] }, '$not', /is a map/],
    [{ 'params.model': { $or: [] } }, 'params.model.$or', /a list/],
    [{ 'params.model': { $or: [{ $is: 1 }] } }, 'params.model.$or.0.$is', /no such operator/],
    [{ 'params.model': { $in: 'x' } }, 'params.model.$in', /a list/],
    [{ 'params.model': { $gt: true } }, 'params.model.$gt', /a number or a text/],
    [{ 'params.model': { $exists: 1 } }, 'params.model.$exists', /true or false/],
    [{ 'params.model': { $regex: 5 } }, 'params.model.$regex', /a pattern/],
    [{ 'params.model': { $regex: '(' } }, 'params.model.$regex', /"\)" is missing/],
    [{ 'params.model': { $regex: '(?=x)' } }, 'params.model.$regex', /lookaround/],
    [{ 'params.model': { $regex: 'x'.repeat(1001) } }, 'params.model.$regex', /longer than 1000/],
    [{ $and: [{ 'params.a': { $regex: '*' } }] }, '$and.0.params.a.$regex', /nothing to repeat/],
    [{ 'headers.x-a': null }, 'headers.x-a', /always text/],
    [{ 'headers.x-a': { eq: 'x' } }, 'headers.x-a', /always text/],
    [{ 'metadata.a': { eq: 'x' } }, 'metadata.a', /text, a number, true or false/],
    [{ 'metadata.a': { $in: ['x', null] } }, 'metadata.a.$in', /text, a number/],
    [deep(17), Array(17).fill('$not').join('.'), /deeper than 16/],
    [many(257), '$or.256.params.a', /more than 256 tests/],
  ]
  for (const [written, at, says] of rows) {
    const result = compileQuery(written)
    assert.ok(result.kind === 'wrong', JSON.stringify(written))
    assert.equal(result.at, at)
    assert.match(result.says, says)
  }
  assert.equal(compileQuery(deep(16)).kind, 'ok')
  assert.equal(compileQuery(many(256)).kind, 'ok')
  const nested = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)
  assert.equal(compileQuery({ 'params.a': nested }).kind, 'wrong')
  assert.equal(compileQuery(deep(5000)).kind, 'wrong')
})

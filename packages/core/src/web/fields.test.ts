import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fields, hasLine } from './fields.ts'

const fields = new Fields(['X-A', '1', 'Set-Cookie', 'a=1', 'set-cookie', 'b=2', 'X-Latin', 'caf\u00e9'])

test('get() and all() find lines by their lower-cased name', () => {
  assert.equal(fields.get('x-a'), '1')
  assert.equal(fields.get('set-cookie'), 'a=1')
  assert.equal(fields.get('x-b'), undefined)
  assert.deepEqual(fields.all('set-cookie'), ['a=1', 'b=2'])
  assert.deepEqual(fields.all('x-b'), [])
  assert.equal(fields.has('x-latin'), true)
})

test('repeats() tells whether a name has more than one line', () => {
  assert.deepEqual(
    ['x-a', 'set-cookie', 'x-b'].map((name) => fields.repeats(name)),
    [false, true, false],
  )
})

test('hasLine() looks at names alone', () => {
  assert.equal(hasLine(['X-A', 'x-b'], 'x-a'), true)
  assert.equal(hasLine(['X-A', 'x-b'], 'x-b'), false)
  assert.equal(hasLine([], 'x-a'), false)
})

test('names keeps one name per line, in order', () => {
  assert.deepEqual(fields.names, ['x-a', 'set-cookie', 'set-cookie', 'x-latin'])
  assert.equal(fields.size, 4)
})

test('bytes counts what HTTP/1.1 writes for the lines', () => {
  assert.equal(new Fields(['a', 'b', 'cc', '']).bytes, 'a: b\r\ncc: \r\n'.length)
})

test('toHeaders() keeps repeated lines and latin-1 bytes', () => {
  const headers = fields.toHeaders()
  assert.deepEqual(headers.getSetCookie(), ['a=1', 'b=2'])
  assert.equal(headers.get('x-latin'), 'caf\u00e9')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { http2Head } from './node-http2-request.ts'

const PSEUDO = [':method', 'POST', ':path', '/a%2Fb?q', ':scheme', 'http', ':authority', 'h:1']

test('http2Head() puts the pseudo headers where HTTP/1.1 has them', () => {
  const { method, target, fields } = http2Head([...PSEUDO, 'x-a', '1', 'x-a', '2'])
  assert.deepEqual([method, target], ['POST', '/a%2Fb?q'])
  assert.deepEqual(fields.all('host'), ['h:1'])
  assert.deepEqual(fields.all('x-a'), ['1', '2'])
  assert.equal(fields.size, 3)
})

const HOSTS: readonly (readonly [what: string, raw: readonly string[], hosts: readonly string[]])[] = [
  ['`:authority` alone', [':authority', 'h:1'], ['h:1']],
  ['a host line alone', ['host', 'h:1'], ['h:1']],
  ['both, the same', [':authority', 'h:1', 'host', 'H:1'], ['h:1']],
  ['both, not the same: two hosts, which core refuses', [':authority', 'h:1', 'host', 'g'], ['h:1', 'g']],
  ['neither', [], []],
]

for (const [what, raw, hosts] of HOSTS) {
  test(`http2Head() has the host from ${what}`, () => {
    assert.deepEqual(http2Head([':method', 'GET', ':path', '/', ...raw]).fields.all('host'), hosts)
  })
}

test('http2Head() makes one line of cookies that came apart', () => {
  assert.deepEqual(http2Head([...PSEUDO, 'cookie', 'a=1', 'x', 'y', 'cookie', 'b=2']).fields.all('cookie'), [
    'a=1; b=2',
  ])
})

test('http2Head() has the authority as the target of CONNECT, which has no path', () => {
  const { method, target } = http2Head([':method', 'CONNECT', ':authority', 'h:443'])
  assert.deepEqual([method, target], ['CONNECT', 'h:443'])
})

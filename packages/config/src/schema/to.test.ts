import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '@strait/core'
import { loadForTest } from '../load-for-test.ts'

async function toOf(written: string): Promise<unknown> {
  const result = await loadForTest(`routes: [{ path: /p, to: { ${written} } }]`)
  return result.kind === 'ok'
    ? result.config.routes[0]?.to
    : result.problems.map(({ path, message }) => `${path}: ${message}`)
}

test('to takes user and password, query parameters to fill in, a price', async () => {
  const to = await toOf(
    'url: "https://h", basic: { user: "ü", password: "${OPENAI_API_KEY}" }, query_defaults: { v: "1" }, price: { per_request: 12.5 }',
  )
  const { basic, ...others } = to as { basic: Secret }
  assert.ok(basic instanceof Secret)
  assert.equal(basic.reveal(), `Basic ${btoa('\xc3\xbc:sk-from-env')}`)
  assert.deepEqual(others, {
    kind: 'url',
    url: 'https://h',
    query_defaults: [['v', '1']],
    price: { per_request: 12.5 },
  })
})

test('to names an adapter in place of an address', async () => {
  assert.deepEqual(await toOf('adapter: my.adapter'), { kind: 'adapter', adapter: 'my.adapter' })
})

test('to says what is wrong', async () => {
  const rows: [written: string, problem: string][] = [
    [
      'url: "https://h", basic: { user: "a:b", password: c }',
      'routes[0].to.basic.user: it holds a colon, where the password would begin',
    ],
    ['url: "https://h", basic: { user: "", password: c }', 'routes[0].to.basic.user: it is empty'],
    ['url: "https://h", basic: { user: a }', 'routes[0].to.basic: password is missing'],
    ['url: "https://h", price: { per_request: -1 }', 'routes[0].to.price.per_request: it must be from 0 up'],
    [
      'url: "https://h", headers: { response: { only: [a] } }',
      'routes[0].to.headers.response.only: header rules of one direction has no member "only"',
    ],
    ['adapter: "a b"', 'routes[0].to.adapter: plain ASCII without blanks'],
    ['adapter: a, url: "https://h"', 'routes[0].to.adapter: to has no member "adapter"'],
  ]
  for (const [written, problem] of rows) assert.deepEqual(await toOf(written), [problem], written)
})

test('access takes more headers in which a key may stand', async () => {
  const load = (carriers: string) => loadForTest(`access: { keys: [{ name: a, key: b }], carriers: ${carriers} }`)
  const result = await load('X-Team-Key')
  assert.deepEqual(result.kind === 'ok' && result.config.access?.carriers, ['X-Team-Key'])
  assert.equal((await load('[host]')).kind, 'invalid')
})

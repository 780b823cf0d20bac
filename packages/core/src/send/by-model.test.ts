import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makeKit, makeRoute, post } from '../../test/harness.ts'
import type { Admitted, Arrival } from '../exchange.ts'
import type { Sender } from '../plan.ts'
import { custom, providers } from '../providers/index.ts'
import { utf8 } from '../web/bytes.ts'
import { compileStar } from '../web/star-pattern.ts'
import { byModel } from './by-model.ts'

function named(name: string): Sender {
  return () => ({ kind: 'failed', code: 'internal', delivered: 'no', detail: name })
}

const NAMES = ['*-mini', 'gpt-*', 'gpt-4o']
const choices = NAMES.map((name) => ({ model: compileStar(name), send: named(name) }))
const known = [custom, ...providers.values()]

function admitted(from: Arrival): Admitted {
  const match = { route: makeRoute(named('none')), rest: '', detected: undefined, rule: 'test' }
  return Object.assign(accepted(from), { caller: { kind: 'anonymous' }, match }) as Admitted
}

/** Who was chosen, or the code of the refusal. */
async function chosen(from: Arrival, withoutModel?: Sender): Promise<string | undefined> {
  try {
    const outcome = await byModel({ choices, withoutModel, providers: known })(admitted(from), makeKit())
    return outcome.kind === 'failed' ? outcome.detail : outcome.kind
  } catch (error) {
    return (error as { code: string }).code
  }
}

test('byModel() lets the most specific name decide, whatever the order', async () => {
  const rows: [model: string, chosen: string][] = [
    ['gpt-4o', 'gpt-4o'],
    ['gpt-4', 'gpt-*'],
    ['o4-mini', '*-mini'],
    ['gpt-4o-mini', '*-mini'],
    ['claude', 'model_unknown'],
  ]
  for (const [model, expected] of rows) assert.equal(await chosen(post(JSON.stringify({ model }))), expected, model)
})

test('byModel() finds the model in the path, and in a body that comes in pieces', async () => {
  const inPath = ['/v1beta/models/gpt-4o:generateContent', '/model/gpt-4o/converse', '/v1/models/gpt-4o']
  for (const target of inPath) assert.equal(await chosen(arrival({ target })), 'gpt-4o', target)
  async function* pieces() {
    yield utf8('{"messages":[],"mo')
    yield utf8('del":"gpt-4o"}')
  }
  const headers = ['content-type', 'application/json', 'transfer-encoding', 'chunked']
  assert.equal(await chosen(arrival({ headers, body: pieces() })), 'gpt-4o')
})

test('byModel() looks as far as a body may be held, and no further', async () => {
  const body = (size: number) => post(`{"a":"${'x'.repeat(size)}","model":"gpt-4o"}`)
  // The harness holds a million bytes.
  assert.equal(await chosen(body(900_000)), 'gpt-4o')
  assert.equal(await chosen(body(4_000_000)), 'gpt-4o', 'here already')
})

test('byModel() knows where a request goes that names no model', async () => {
  const nameless = [arrival({ method: 'GET', target: '/v1/files' }), post('{}'), post('no json'), post('{"model":5}')]
  for (const from of nameless) assert.equal(await chosen(from), 'model_missing')
  for (const from of nameless.map((each) => ({ ...each, cancel: each.cancel }))) {
    assert.equal(await chosen(from, named('rest')), 'rest')
  }
})

test('byModel() waits for nothing where the body is here', () => {
  const outcome = byModel({ choices, withoutModel: undefined, providers: [] })(
    admitted(post('{"model":"gpt-4o"}')),
    makeKit(),
  )
  assert.ok(!(outcome instanceof Promise))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makeKit, makeTarget } from '../../test/harness.ts'
import type { Admitted } from '../exchange.ts'
import { utf8 } from '../web/bytes.ts'
import type { Target } from './target.ts'
import { withModel } from './with-model.ts'

test('withModel() holds a body only where it is JSON that can be read', () => {
  const rows: [headers: string[], body: string | undefined, held: boolean][] = [
    [['content-type', 'application/json'], '{}', true],
    [['content-type', 'application/json; charset=utf-8'], '{}', true],
    [['content-type', 'application/vnd.api+json'], '{}', true],
    [['content-type', 'application/json', 'content-encoding', 'gzip'], '{}', false],
    [['content-type', 'multipart/form-data; boundary=b'], '--b--', false],
    [['content-type', 'application/json'], undefined, false],
    [[], '{}', false],
  ]
  const edits: (Target['edit'] | undefined)[] = []
  const sender = withModel(
    makeTarget(),
    () => 'm',
    (target) => () => {
      edits.push(target.edit)
      return { kind: 'failed', code: 'internal', delivered: 'no' }
    },
  )
  for (const [headers, text, held] of rows) {
    const body = text === undefined ? undefined : utf8(text)
    const framing = body === undefined ? [] : ['content-length', String(body.length)]
    sender(accepted(arrival({ headers: [...headers, ...framing], body })) as Admitted, makeKit())
    assert.equal(edits.pop() !== undefined, held, headers.join(' '))
  }
})

test('withModel() renames the model of a WebSocket in its query, and edits no body', () => {
  const seen: Target[] = []
  const sender = withModel(
    makeTarget(),
    (model) => `${model}-2`,
    (target) => () => {
      seen.push(target)
      return { kind: 'failed', code: 'internal', delivered: 'no' }
    },
  )
  const upgrade = { ...accepted(arrival()), arrival: arrival({ kind: 'upgrade', method: 'GET' }) }
  sender(upgrade as Admitted, makeKit())
  assert.deepEqual([seen[0]?.edit, seen[0]?.queryModel?.('m')], [undefined, 'm-2'])
})

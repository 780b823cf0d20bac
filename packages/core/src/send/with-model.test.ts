import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accepted, arrival, makeKit, makeTarget } from '../../test/harness.ts'
import type { Admitted } from '../exchange.ts'
import { utf8 } from '../web/bytes.ts'
import type { Target } from './target.ts'
import { withModel } from './with-model.ts'

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (const byte of bytes) yield Uint8Array.of(byte)
}

test('withModel() holds a body only where it is JSON that can be read', async () => {
  const json = ['content-type', 'application/json']
  const curl = ['content-type', 'application/x-www-form-urlencoded']
  const rows: [headers: string[], body: string | undefined, held: boolean][] = [
    [json, '{}', true],
    [['content-type', 'application/json; charset=utf-8'], '{}', true],
    [['content-type', 'application/vnd.api+json'], '{}', true],
    [[...json, 'content-encoding', 'gzip'], '{}', false],
    [[...json, 'content-encoding', 'identity'], '{}', true],
    [['content-type', 'multipart/form-data; boundary=b'], '--b--', false],
    [['content-type', 'application/x-ndjson'], '{}', false],
    [['content-type', 'application/jsonl'], '{}', false],
    [json, undefined, false],
    [json, '', false],
    [[], '{}', true],
    [[], 'RIFF', false],
    [curl, '{"model":"m"}', true],
    [curl, '\ufeff \r\n\t{}', true],
    [curl, `${' '.repeat(100)}{}`, true],
    [curl, `${' '.repeat(100)}a={}`, false],
    [curl, 'model=m', false],
    [curl, '[{}]', false],
    [curl, ' ', false],
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
    for (const sent of body === undefined ? [undefined] : [body, piecesOf(body)]) {
      const framing = body === undefined ? [] : ['content-length', String(body.length)]
      await sender(accepted(arrival({ headers: [...headers, ...framing], body: sent })) as Admitted, makeKit())
      assert.equal(edits.pop() !== undefined, held, `${headers.join(' ')} ${text}`)
    }
  }
})

test('withModel() waits for no more than the beginning of a body that is no object', async () => {
  async function* silent(): AsyncGenerator<Uint8Array> {
    yield utf8('a=')
    await new Promise(() => {})
  }
  const headers = ['content-type', 'application/x-www-form-urlencoded', 'content-length', '99']
  const exchange = accepted(arrival({ headers, body: silent() })) as Admitted
  const seen: Target[] = []
  const sender = withModel(
    makeTarget(),
    () => 'm',
    (target) => () => {
      seen.push(target)
      return { kind: 'failed', code: 'internal', delivered: 'no' }
    },
  )
  await sender(exchange, makeKit())
  assert.deepEqual([seen.length, seen[0]?.edit, exchange.body.received], [1, undefined, 2])
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

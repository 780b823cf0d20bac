import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '../web/bytes.ts'
import { readModel } from './read-model.ts'

test('readModel() is the model that a server would see', () => {
  const rows: readonly (readonly [body: string, model: string | undefined])[] = [
    ['{"model":"a"}', 'a'],
    ['{"model":"a","messages":[{"model":"b"}]}', 'a'],
    ['{"model":"a","mod\\u0065l":"b"}', 'b'],
    ['{"model":"a","model":null}', undefined],
    ['{"model":{"id":"a"}}', undefined],
    ['{}', undefined],
    ['[{"model":"a"}]', undefined],
    ['model=a', undefined],
    ['{"model":"a"', 'a'],
    ['{"model":"a","messages":[{"content":"', 'a'],
    ['{"model":"a"}{"model":"b"}', undefined],
    ['', undefined],
  ]
  for (const [body, model] of rows) assert.equal(readModel(utf8(body)), model, body)
})

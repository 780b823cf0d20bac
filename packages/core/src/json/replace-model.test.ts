import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '../web/bytes.ts'
import { replaceModel } from './replace-model.ts'

function replaced(text: string, name: string | undefined = 'new "m"'): string | undefined {
  const bytes = replaceModel(utf8(text), (model) => (model === 'old' ? name : undefined))
  return bytes && new TextDecoder().decode(bytes)
}

test('replaceModel() changes the model alone, wherever and however it is written', () => {
  const rows: [text: string, replaced: string | undefined][] = [
    ['{"model":"old","n":1.0}', '{"model":"new \\"m\\"","n":1.0}'],
    ['{ "a": {"model":"old"}, "model" : "old" }\n', '{ "a": {"model":"old"}, "model" : "new \\"m\\"" }\n'],
    ['{"model":"old","model":"old"}', '{"model":"new \\"m\\"","model":"new \\"m\\""}'],
    ['{"mod\\u0065l":"\\u006fld"}', '{"mod\\u0065l":"new \\"m\\""}'],
    ['{"model":"other"}', undefined],
    ['{"model":["old"]}', undefined],
    ['["model","old"]', undefined],
    ['{"model":"old"', undefined],
    ['', undefined],
  ]
  for (const [text, expected] of rows) assert.equal(replaced(text), expected, text)
  assert.equal(replaced('{"model":"old"}', 'old'), undefined, 'nothing to replace')
})

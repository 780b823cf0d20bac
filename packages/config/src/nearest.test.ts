import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearestWord } from './nearest.ts'

const words = ['listen', 'providers', 'routes', 'timeouts', 'allow_anonymous', 'url']

const rows: readonly (readonly [word: string, meant: string | undefined])[] = [
  ['listne', 'listen'],
  ['provider', 'providers'],
  ['Routes', 'routes'],
  ['timeout', 'timeouts'],
  ['allowAnonymous', 'allow_anonymous'],
  ['allow-anonymous', 'allow_anonymous'],
  ['ulr', 'url'],
  ['listen-address', 'listen'],
  ['base_url', 'url'],
  ['weather', undefined],
  ['x', undefined],
]

for (const [word, meant] of rows) {
  test(`nearestWord() takes ${word} for ${meant ?? 'nothing'}`, () => assert.equal(nearestWord(word, words), meant))
}

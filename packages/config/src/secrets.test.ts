import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillIn, type Sources } from './secrets.ts'

const sources: Sources = {
  env: (name) => ({ A: 'a-value', B: 'b', EMPTY: '' })[name],
  readFile: (path) =>
    path === 'there' ? { kind: 'ok', text: 'in file\r\n\n' } : { kind: 'failed', reason: 'there is no such file' },
}

const filled: readonly (readonly [text: string, value: string, label: string | undefined])[] = [
  ['plain', 'plain', undefined],
  ['$A stays', '$A stays', undefined],
  ['$${A} is text', '${A} is text', undefined],
  ['${A}', 'a-value', 'env A'],
  ['Bearer ${A}', 'Bearer a-value', 'env A'],
  ['${A}-${B}', 'a-value-b', 'env A, env B'],
  ['$${A}${B}', '${A}b', 'env B'],
  ['${C:-stand-in}', 'stand-in', 'default of C'],
  ['${EMPTY:-stand-in}', 'stand-in', 'default of EMPTY'],
  ['${C:-}', '', 'default of C'],
  ['${A:-stand-in}', 'a-value', 'env A'],
  ['${C:-http://x:1}', 'http://x:1', 'default of C'],
  ['${file:there}', 'in file', 'file there'],
]

for (const [text, value, label] of filled) {
  test(`fillIn() fills ${text}`, () => {
    const result = fillIn(text, sources)
    assert.deepEqual(
      result,
      label === undefined ? { kind: 'plain', text: value } : { kind: 'filled', text: value, label },
    )
  })
}

const failing: readonly (readonly [text: string, says: RegExp, hint: RegExp])[] = [
  ['${C}', /variable C is not set/, /export C=/],
  ['${EMPTY}', /EMPTY is set, but empty/, /\$\{EMPTY:-\}/],
  ['${file:gone}', /file gone can't be read: there is no such file/, /beside the config file/],
  ['${file:}', /names no file/, /file:\/run/],
  ['${A', /not closed/, /\$\$\{/],
  ['${}', /no name/, /\$\{NAME\}/],
  ['${env:A}', /no name/, /write \$\{A\}/],
  ['${ A }', /no name/, /write \$\{A\}/],
  ['${A-x}', /no name/, /\$\{A:-default\}/],
  ['${A:?gone}', /no name/, /\$\{A\}/],
  ['${C:-${B}}', /default of C holds another/, /plain text/],
]

for (const [text, says, hint] of failing) {
  test(`fillIn() refuses ${text}`, () => {
    const result = fillIn(text, sources)
    assert.equal(result.kind, 'failed')
    assert.match(result.failures[0]?.says ?? '', says)
    assert.match(result.failures[0]?.hint ?? '', hint)
  })
}

test('fillIn() names every reference that is missing', () => {
  const result = fillIn('${C} and ${D}', sources)
  assert.equal(result.kind, 'failed')
  assert.deepEqual(
    result.failures.map(({ index, length }) => [index, length]),
    [
      [0, 4],
      [9, 4],
    ],
  )
})

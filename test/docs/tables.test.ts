import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { ROOT, readPage } from './blocks.ts'
import { bareTable, errorTable, providerTable, tellsTable } from './tables.ts'

const TABLES = [
  ['docs/providers.md', 'providers', providerTable],
  ['docs/providers.md', 'bare paths', bareTable],
  ['docs/providers.md', 'keys and models', tellsTable],
  ['docs/streaming-and-failures.md', 'error codes', errorTable],
] as const

/** `UPDATE_DOCS=1 node --test test/docs/tables.test.ts` writes the tables anew. */
const update = process.env['UPDATE_DOCS'] === '1'

for (const [page, name, make] of TABLES) {
  test(`${page}: the table of ${name} is that of the code`, () => {
    const begin = `<!-- table: ${name} -->\n`
    const end = '\n<!-- end of table -->'
    const text = readPage(page)
    const from = text.indexOf(begin) + begin.length
    const to = text.indexOf(end, from)
    assert.ok(from >= begin.length && to >= 0, `${page} has no place for the table of ${name}`)
    if (update) writeFileSync(`${ROOT}${page}`, text.slice(0, from) + make() + text.slice(to))
    else assert.equal(text.slice(from, to), make(), 'UPDATE_DOCS=1 node --test test/docs/tables.test.ts mends it')
  })
}

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Certificates, makeCertificates, runApp } from '@strait/testkit'
import { type Block, blocksOf } from './blocks.ts'
import { guides } from './pages.ts'
import { dummies, filesOf } from './substitutes.ts'

let certificates: Certificates | undefined
let directory = ''

before(async () => {
  certificates = await makeCertificates()
  directory = mkdtempSync(join(tmpdir(), 'strait-docs-'))
})

after(() => {
  certificates?.remove()
  rmSync(directory, { recursive: true, force: true })
})

/** As a reader would: the file as printed, the variables set, the files there, `strait check`. */
async function checked(block: Block): Promise<void> {
  assert.ok(certificates !== undefined)
  const { text, files } = filesOf(block.text, certificates)
  for (const [name, content] of files) writeFileSync(join(directory, name), content)
  const file = join(directory, `config-${block.line}.yaml`)
  writeFileSync(file, text)
  const { exit, output } = await runApp('bun', { args: ['check', file], env: dummies(text) })
  assert.equal(exit.code, 0, `${block.page}:${block.line}\n${output}`)
}

for (const page of guides) {
  const blocks = blocksOf(page).filter(
    ({ language, marks }) => (language === 'yaml' || language === 'json') && (marks.has('check') || marks.has('serve')),
  )
  if (blocks.length === 0) continue
  test(`the configs of ${page} pass strait check`, async () => {
    for (const block of blocks) await checked(block)
  })
}

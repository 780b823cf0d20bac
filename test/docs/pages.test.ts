import assert from 'node:assert/strict'
import { describe, it, test } from 'node:test'
import { runtimes } from '../suite.ts'
import { blocksOf } from './blocks.ts'
import { PageRun } from './page-run.ts'
import { guides } from './pages.ts'

const runnable = guides
  .map((page) => ({ page, blocks: blocksOf(page) }))
  .filter(({ blocks }) => blocks.some(({ marks }) => marks.has('run')))

/** What everybody reads is followed on each of the runtimes; the others take turns, since suites hold what they show. */
const EVERYWHERE: readonly string[] = ['README.md', 'docs/getting-started.md']

const takingTurns = runnable.filter(({ page }) => !EVERYWHERE.includes(page))

runtimes.forEach((runtime, turn) => {
  describe(`on ${runtime}`, () => {
    const mine = takingTurns.filter((_, i) => i % runtimes.length === turn)
    for (const { page, blocks } of runnable.filter(({ page }) => EVERYWHERE.includes(page)).concat(mine)) {
      it(`${page} works as pasted`, async () => {
        const run = new PageRun(runtime)
        try {
          await run.begin()
          for (const block of blocks) await run.follow(block)
        } finally {
          await run.end()
        }
      })
    }
  })
})

test('the first pages a reader meets have commands that are run', () => {
  const pages = runnable.map(({ page }) => page)
  for (const page of ['README.md', 'docs/getting-started.md', 'docs/providers.md', 'docs/streaming-and-failures.md']) {
    assert.ok(pages.includes(page), `${page} has no block marked "run"`)
  }
})

import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runtimes } from '../suite.ts'
import { appFor } from './started.ts'

const OURS = fileURLToPath(new URL('../../node_modules/.cache/strait', import.meta.url))

/** What Node keeps in a folder: one of its versions and machines each, with a file for each module in it. */
function kept(folder: string): number {
  return existsSync(folder) ? readdirSync(folder, { recursive: true }).length : 0
}

async function ranOnce(context: TestContext, env: Readonly<Record<string, string>>): Promise<void> {
  const app = await appFor(context, 'node', { env })
  assert.equal((await app.stop()).code, 0)
}

if (runtimes.includes('node')) {
  describe('the Node app keeps what V8 has compiled', () => {
    let folder = ''
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'strait-compiled-'))
    })
    after(() => rmSync(folder, { recursive: true, force: true }))

    it('beside the code', async (context) => {
      await ranOnce(context, {})
      assert.ok(kept(OURS) > 100)
    })

    it('where NODE_COMPILE_CACHE says', async (context) => {
      const own = join(folder, 'own')
      await ranOnce(context, { NODE_COMPILE_CACHE: own })
      assert.ok(kept(own) > 100)
    })

    it('nowhere, where NODE_DISABLE_COMPILE_CACHE is set', async (context) => {
      const none = join(folder, 'none')
      await ranOnce(context, { NODE_COMPILE_CACHE: none, NODE_DISABLE_COMPILE_CACHE: '1' })
      assert.equal(kept(none), 0)
    })

    it('and several that start at the same time with nothing kept yet all serve', async (context) => {
      const together = { NODE_COMPILE_CACHE: join(folder, 'together') }
      const apps = await Promise.all([1, 2, 3].map(() => appFor(context, 'node', { env: together })))
      await Promise.all(apps.map(async (app) => assert.equal((await app.stop()).code, 0)))
      const again = await appFor(context, 'node', { env: together })
      assert.equal((await fetch(`${again.url}/-/healthy`)).status, 200)
    })
  })
}

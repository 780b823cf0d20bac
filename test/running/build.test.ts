import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type AppOptions, request, runApp, startUpstream } from '@strait/testkit'
import { appFor, collectorFor } from './started.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const NOTHING = {
  PATH: undefined,
  HOME: undefined,
  STRAIT_LOG: undefined,
  STRAIT_LOG_FORMAT: undefined,
  DENO_NO_UPDATE_CHECK: undefined,
}

describe('what npm run build makes', () => {
  let directory = ''
  before(async () => {
    await promisify(execFile)(process.execPath, ['scripts/build.ts'], { cwd: ROOT })
    directory = mkdtempSync(join(tmpdir(), 'strait-built-'))
  })
  after(() => rmSync(directory, { recursive: true, force: true }))

  for (const [file, starts] of [
    ['strait', (path: string): [string, ...string[]] => [path]],
    ['strait.mjs', (path: string): [string, ...string[]] => [process.execPath, path]],
  ] as const) {
    describe(file, () => {
      let empty = ''
      let options: AppOptions
      before(() => {
        const path = join(directory, file)
        copyFileSync(join(ROOT, 'dist', file), path)
        empty = mkdtempSync(join(tmpdir(), 'strait-empty-'))
        options = { command: starts(path), cwd: empty, env: NOTHING }
      })
      after(() => rmSync(empty, { recursive: true, force: true }))

      it('serves in an empty directory with an empty environment', async (context) => {
        const app = await appFor(context, 'node', options)
        const answer = await request(app.port, { method: 'POST', target: '/echo/v1/x', body: '{"model":"any"}' })
        assert.equal(answer.status, 200)
        assert.match(answer.text(), /"model/)
        assert.equal((await app.stop()).code, 0)
        assert.deepEqual(readdirSync(empty), [], 'nothing is written')
      })

      it('relays, streams and traces', async (context) => {
        await using upstream = await startUpstream()
        const collector = await collectorFor(context)
        const config = `listen: 127.0.0.1:0\ntelemetry: { otlp: "${collector.url}" }\nproviders: { up: { url: "${upstream.url}" } }\n`
        const app = await appFor(context, 'node', { ...options, config })
        const body = 'x'.repeat(500_000)
        assert.equal((await request(app.port, { method: 'POST', target: '/up/echo', body })).text(), body)
        assert.match((await request(app.port, { target: '/up/sse?n=5' })).text(), /\[DONE\]/)
        assert.equal((await app.stop()).code, 0)
        assert.ok(collector.spans.length >= 4, `${collector.spans.length} spans`)
      })

      it('has the commands', async () => {
        const version = await runApp('node', { ...options, args: ['--version'] })
        assert.equal(version.exit.code, 0)
        assert.match(version.stdout, /\d+\.\d+\.\d+/)
        const init = await runApp('node', { ...options, args: ['init'] })
        assert.equal(init.exit.code, 0, init.output)
        const check = await runApp('node', { ...options, args: ['check'] })
        assert.equal(check.exit.code, 0, check.output)
        rmSync(join(empty, 'strait.yaml'))
        const wrong = await runApp('node', { ...options, args: ['--nonsense'] })
        assert.equal(wrong.exit.code, 2)
      })
    })
  }
})

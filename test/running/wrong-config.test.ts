import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, describe, it } from 'node:test'
import { runApp } from '@strait/testkit'
import { runtimes } from '../suite.ts'

const FAULTS = `listen: 127.0.0.1:0
provders:
  x: { url: "http://127.0.0.1:1" }
timeouts:
  conect: 2s
  idle: 30
bounds: { body: lots }
routes:
  - path: no-slash
    to: { url: "http://127.0.0.1:1" }
  - path: /ok
    to: { provider: opanai }
`

/** Where each fault stands, and the word that helps. */
const PLACES: readonly (readonly [place: string, hint: RegExp])[] = [
  ['2:1', /providers/],
  ['5:3', /connect/],
  ['6:9', /30s/],
  ['7:17', /lots|size/],
  ['9:11', /\/no-slash/],
  ['12:21', /openai/],
]

for (const runtime of runtimes) {
  describe(`on ${runtime}`, () => {
    let directory = ''
    before(() => {
      directory = mkdtempSync(join(tmpdir(), 'strait-wrong-'))
    })
    after(() => rmSync(directory, { recursive: true, force: true }))

    it('all problems are told at once, each with file, line and column, and exit code 2', async () => {
      for (const args of [[], ['check']]) {
        const { exit, stderr, configFile } = await runApp(runtime, { config: FAULTS, args })
        assert.equal(exit.code, 2)
        assert.doesNotMatch(stderr, /\n\s+at /, 'no stack')
        for (const [place, hint] of PLACES) {
          const at = stderr.indexOf(`${configFile}:${place}`)
          assert.ok(at >= 0, `nothing about ${place} in:\n${stderr}`)
          const next = stderr.indexOf(`${configFile}:`, at + 1)
          assert.match(stderr.slice(at, next < 0 ? undefined : next), hint, place)
        }
      }
    })

    it('broken YAML is told with its place', async () => {
      const { exit, stderr, configFile } = await runApp(runtime, { config: 'listen: 127.0.0.1:0\nroutes: [\n' })
      assert.equal(exit.code, 2)
      assert.match(stderr, new RegExp(`${configFile}:\\d+:\\d+`))
      assert.doesNotMatch(stderr, /\n\s+at /)
    })

    it('inline text is named by its variable', async () => {
      const { exit, stderr } = await runApp(runtime, { env: { STRAIT_CONFIG: 'lisen: 127.0.0.1:0\n' } })
      assert.equal(exit.code, 2)
      assert.match(stderr, /STRAIT_CONFIG:1:1/)
      assert.match(stderr, /listen/)
    })

    it('a config that can’t be read: its name, why, exit code 1 or 2, no stack', async () => {
      const locked = join(directory, 'locked.yaml')
      writeFileSync(locked, 'listen: 127.0.0.1:0\n')
      chmodSync(locked, 0)
      const files = [join(directory, 'missing.yaml'), directory, ...(process.getuid?.() === 0 ? [] : [locked])]
      for (const file of files) {
        for (const options of [
          { args: ['--config', file] },
          { args: ['check', file] },
          { env: { STRAIT_CONFIG: file } },
        ]) {
          const { exit, stderr } = await runApp(runtime, options)
          assert.ok(exit.code === 1 || exit.code === 2, `${exit.code}`)
          assert.ok(stderr.includes(file), stderr)
          assert.doesNotMatch(stderr, /\n\s+at /)
          assert.ok(stderr.trim().split('\n').length <= 3, `one clear message: ${stderr}`)
        }
      }
    })

    it('a missing secret is told with its name and place', async () => {
      const config = 'providers:\n  openai: { key: "${NOT_THERE}" }\n  anthropic: { key: "${file:/not/there}" }\n'
      const { exit, stderr, configFile } = await runApp(runtime, { config })
      assert.equal(exit.code, 2)
      assert.match(stderr, new RegExp(`${configFile}:2:\\d+[\\s\\S]*NOT_THERE`))
      assert.match(stderr, new RegExp(`${configFile}:3:\\d+[\\s\\S]*/not/there`))
    })
  })
}

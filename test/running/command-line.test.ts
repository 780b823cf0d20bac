import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runApp } from '@strait/testkit'
import { runtimes } from '../suite.ts'
import { appFor } from './started.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Wrong words and flags, and what the hint has to name. */
const WRONG: readonly (readonly [args: string[], hint: RegExp])[] = [
  [['--confg', 'x.yaml'], /--config/],
  [['--debgu'], /--debug/],
  [['--verison'], /--version/],
  [['chekc'], /check/],
  [['strait.yaml'], /--config strait\.yaml/],
  [['--config'], /value/],
  [['--log', 'loud'], /debug, info, warn, error/],
  [['--frobnicate'], /--help/],
  [['check', 'a', 'b'], /b/],
]

for (const runtime of runtimes) {
  describe(`on ${runtime}`, () => {
    let directory = ''
    before(() => {
      directory = mkdtempSync(join(tmpdir(), 'strait-cli-'))
    })
    after(() => rmSync(directory, { recursive: true, force: true }))

    it('--help fits a screen and names every command and flag', async () => {
      for (const args of [['--help'], ['-h']]) {
        const { exit, stdout } = await runApp(runtime, { args })
        assert.equal(exit.code, 0)
        const lines = stdout.trimEnd().split('\n')
        assert.ok(lines.length <= 40, `${lines.length} lines`)
        for (const line of lines) assert.ok(line.length <= 100, line)
        for (const word of [
          'check',
          'init',
          '--config',
          '--env-file',
          '--log',
          '--debug',
          '--version',
          'STRAIT_CONFIG',
          'PORT',
        ]) {
          assert.ok(stdout.includes(word), `no word of ${word}`)
        }
      }
    })

    it('--version tells the version of the package', async () => {
      const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
      const { exit, stdout } = await runApp(runtime, { args: ['--version'] })
      assert.equal(exit.code, 0)
      assert.ok(stdout.includes(version), stdout)
    })

    it('what it does not know is an error with a hint, exit code 2', async () => {
      const ended = await Promise.all(WRONG.map(([args]) => runApp(runtime, { args, timeoutMs: 60_000 })))
      for (const [i, [args, hint]] of WRONG.entries()) {
        const { exit, stdout, stderr } = ended[i] as (typeof ended)[number]
        assert.equal(exit.code, 2, args.join(' '))
        assert.match(stderr, hint, args.join(' '))
        assert.doesNotMatch(stderr, /\n\s+at /, 'no stack')
        assert.equal(stdout, '')
      }
    })

    it('init writes a commented config that check accepts, and never over another', async () => {
      const file = join(directory, 'strait.yaml')
      const first = await runApp(runtime, { args: ['init', file] })
      assert.equal(first.exit.code, 0, first.output)
      const text = readFileSync(file, 'utf8')
      assert.match(text, /^\s*#/m)
      const checked = await runApp(runtime, { args: ['check', file] })
      assert.equal(checked.exit.code, 0, checked.output)
      writeFileSync(file, '# mine\n')
      const second = await runApp(runtime, { args: ['init', file] })
      assert.equal(second.exit.code, 1)
      assert.equal(readFileSync(file, 'utf8'), '# mine\n')
      assert.match(second.stderr, /strait\.yaml/)
    })

    it('what init wrote serves', async (context) => {
      const file = join(directory, 'served.yaml')
      await runApp(runtime, { args: ['init', file] })
      const config = readFileSync(file, 'utf8').replace(/^listen:.*$/m, 'listen: 127.0.0.1:0')
      const app = await appFor(context, runtime, { config })
      assert.equal((await fetch(`${app.url}/-/healthy`)).status, 200)
      assert.equal((await app.stop()).code, 0)
    })

    it('init without a name writes strait.yaml where one stands', async () => {
      const entry = { bun: 'apps/bun', node: 'apps/node', deno: 'apps/deno/main.ts' }[runtime]
      const { exit } = await runApp(runtime, { args: ['init'], cwd: directory, entry: join(ROOT, entry) })
      assert.ok(exit.code === 0 || existsSync(join(directory, 'strait.yaml')))
      assert.ok(existsSync(join(directory, 'strait.yaml')))
    })

    it('check prints the routes as a table', async () => {
      const config = `
providers:
  vllm: { type: openai, url: http://10.0.0.5:8000/v1 }
routes:
  - { path: /v1/rerank, methods: POST, to: { url: "https://api.cohere.com/v1/rerank" } }
  - { path: /chat/*, to: { provider: vllm } }
`
      const { exit, stdout } = await runApp(runtime, { config, args: ['check'] })
      assert.equal(exit.code, 0)
      const row = (path: string) => stdout.split('\n').find((line) => line.startsWith(path)) ?? ''
      assert.match(row('/v1/rerank'), /POST.*api\.cohere\.com\/v1\/rerank/)
      assert.match(row('/chat/*'), /vllm|10\.0\.0\.5:8000/)
      assert.match(row('/vllm/*'), /10\.0\.0\.5:8000/)
    })
  })
}

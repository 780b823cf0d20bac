import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { runApp, startApp } from '@strait/testkit'
import { blocksOf, ROOT } from './blocks.ts'

/** In the place of `docker`: writes down the variables that `docker run` would give to the container. */
const STAND_IN = `#!${process.execPath}
const { writeFileSync } = require('node:fs')
const [command, ...args] = process.argv.slice(2)
if (command === 'run') {
  const given = args.flatMap((arg, i) => (arg === '-e' ? [args[i + 1]] : []))
  const env = given.map((pair) => (pair.includes('=') ? pair : pair + '=' + process.env[pair]))
  writeFileSync(process.env.GIVEN, JSON.stringify({ env, image: args.at(-1) }))
}
`

/** The variables that the image itself sets. */
function imageVariables(): Record<string, string> {
  const [, line = ''] = /^ENV (.+)$/m.exec(readFileSync(join(ROOT, 'Dockerfile'), 'utf8')) ?? []
  return Object.fromEntries(line.split(' ').map((pair) => pair.split('=', 2) as [string, string]))
}

function given(lines: string): { env: Record<string, string>; image: string } {
  const directory = mkdtempSync(join(tmpdir(), 'strait-docker-'))
  try {
    writeFileSync(join(directory, 'docker'), STAND_IN, { mode: 0o755 })
    const GIVEN = join(directory, 'given.json')
    const PATH = `${directory}:${process.env['PATH']}`
    execFileSync('sh', ['-e', '-c', lines], { cwd: directory, env: { PATH, GIVEN }, stdio: 'pipe' })
    const { env, image } = JSON.parse(readFileSync(GIVEN, 'utf8')) as { env: string[]; image: string }
    const pairs = env.map((pair): [string, string] => [
      pair.slice(0, pair.indexOf('=')),
      pair.slice(pair.indexOf('=') + 1),
    ])
    return { env: Object.fromEntries(pairs), image }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

test('the docker lines of docs/runtimes.md make a key, and Strait starts with what they give it', async () => {
  const [start, call] = blocksOf('docs/runtimes.md').filter(({ marks }) => marks.has('docker'))
  assert.ok(start !== undefined && call !== undefined)
  const { env, image } = given(start.text)
  assert.equal(image, 'strait')
  assert.match(env['STRAIT_KEY'] ?? '', /^[0-9a-f]{48}$/)

  const everywhere = imageVariables()
  assert.equal(everywhere['HOST'], '0.0.0.0')
  const allowed = await runApp('bun', { args: ['check'], env: { ...everywhere, ...env } })
  assert.equal(allowed.exit.code, 0, allowed.output)
  const { STRAIT_CONFIG: _, ...without } = env
  const refused = await runApp('bun', { args: ['check'], env: { ...everywhere, ...without } })
  assert.equal(refused.exit.code, 2, 'on 0.0.0.0 it has to need a key')

  const app = await startApp('bun', { env })
  try {
    const command = call.text.replace('http://127.0.0.1:8787', app.url)
    const answer = execFileSync('sh', ['-e', '-c', command], {
      env: { ...process.env, ...env },
      stdio: 'pipe',
    }).toString()
    assert.match(answer, /"path": "\/openai\/\*"/)
  } finally {
    await app.stop()
  }
})

test('the deno serve line of docs/runtimes.md starts a Strait that asks for its key', async () => {
  const [block] = blocksOf('docs/runtimes.md').filter(({ marks }) => marks.has('deno-serve'))
  assert.ok(block !== undefined)
  assert.doesNotMatch(block.text, /-A\b|allow-all|allow-write|allow-run/)
  const key = 'a-key-of-the-docs'
  const lines = block.text
    .replace('$(openssl rand -hex 24)', key)
    .replace('--port 8787', '--port 0')
    // In the place of the shell, so that what is stopped is Deno itself.
    .replace(/^deno serve/m, `exec ${ROOT}node_modules/.bin/deno serve --no-prompt`)
  const app = await startApp('deno', { command: ['sh', '-e', '-c', lines] })
  try {
    const call = (headers: Record<string, string>) => fetch(`${app.url}/openai/v1/models`, { headers })
    const refused = await call({})
    assert.deepEqual([refused.status, refused.headers.get('x-strait-error')], [401, 'key_missing'])
    const doors = await fetch(`${app.url}/`, { headers: { authorization: `Bearer ${key}` } })
    assert.match(await doors.text(), /"path": "\/openai\/\*"/)
  } finally {
    await app.kill()
  }
})

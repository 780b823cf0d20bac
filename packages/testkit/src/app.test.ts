import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { runApp, startApp } from './app.ts'
import type { RuntimeName } from './app-process.ts'
import { request } from './request.ts'

/** A stand-in for an app: listens, logs JSON, tells its arguments and environment, ends on SIGTERM. */
const FAKE_APP = `
import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import process from 'node:process'
if (process.env.FAIL) {
  console.error('cannot start: ' + process.env.FAIL)
  process.exit(2)
}
const file = process.argv[process.argv.indexOf('--config') + 1]
const server = createServer((request, response) => {
  const { PORT, STRAIT_LOG, STRAIT_LOG_FORMAT, ADDED } = process.env
  console.log(JSON.stringify({ event: 'request', path: request.url }))
  response.end(JSON.stringify({ config: readFileSync(file, 'utf8'), env: { PORT, STRAIT_LOG, STRAIT_LOG_FORMAT, ADDED } }))
})
process.on('SIGTERM', () => process.exit(0))
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log('Strait is listening on http://127.0.0.1:' + server.address().port + '\\n')
})
`

const directory = mkdtempSync(join(tmpdir(), 'strait-testkit-'))
const entry = join(directory, 'fake-app.mjs')
writeFileSync(entry, FAKE_APP)
after(() => rmSync(directory, { recursive: true, force: true }))

for (const runtime of ['bun', 'node', 'deno'] satisfies RuntimeName[]) {
  test(`startApp() starts, watches and stops an app on ${runtime}`, async () => {
    const app = await startApp(runtime, { entry, config: 'routes: []\n', env: { ADDED: 'yes' } })
    assert.equal(app.url, `http://127.0.0.1:${app.port}`)
    const answer = await request(app.port, { target: '/hello' })
    assert.deepEqual(answer.json(), {
      config: 'routes: []\n',
      env: { PORT: '0', STRAIT_LOG: 'info', STRAIT_LOG_FORMAT: 'json', ADDED: 'yes' },
    })
    assert.equal((await app.waitForLog((line) => line['event'] === 'request'))['path'], '/hello')
    assert.match(app.logs(), /listening on/)
    assert.ok(app.rss() > 5_000_000)
    app.rewriteConfig('routes: [1]\n')
    assert.match((await request(app.port)).text(), /\[1\]/)
    const exit = await app.stop()
    // A suite on Deno is told the signal it sent, whatever code the child left with.
    if ('deno' in process.versions) assert.ok(exit.code === 0 || exit.signal === 'SIGTERM')
    else assert.deepEqual(exit, { code: 0, signal: null })
    assert.throws(() => process.kill(app.pid, 0))
  })
}

test('startApp() fails with all of the output when the app ends first', async () => {
  const options = { entry, env: { FAIL: 'no such thing' } }
  await assert.rejects(startApp('node', options), /ended \(2\) before it listened:\ncannot start: no such thing/)
})

test('startApp() fails in time when the app never listens, and ends it', async () => {
  const command = [process.execPath, '-e', 'console.log("awake"); setInterval(() => {}, 1000)'] as const
  await assert.rejects(startApp('node', { command: [...command], timeoutMs: 500 }), /waited 500 ms for the node app/)
})

test('runApp() gives output and exit code', async () => {
  const ended = await runApp('node', { entry, env: { FAIL: 'bad config' } })
  assert.deepEqual(ended.exit, { code: 2, signal: null })
  assert.equal(ended.stderr, 'cannot start: bad config\n')
  assert.equal(ended.stdout, '')
})

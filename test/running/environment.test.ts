import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, describe, it } from 'node:test'
import { freePort, request, runApp, startUpstream } from '@strait/testkit'
import { gapOf } from '../gaps.ts'
import { runtimes } from '../suite.ts'
import { appFor } from './started.ts'

for (const runtime of runtimes) {
  describe(`on ${runtime}`, () => {
    let directory = ''
    before(() => {
      directory = mkdtempSync(join(tmpdir(), 'strait-env-'))
    })
    after(() => rmSync(directory, { recursive: true, force: true }))

    it('PORT and HOST choose the address, and start-up says so', async (context) => {
      const port = await freePort()
      const app = await appFor(context, runtime, { env: { PORT: `${port}`, HOST: '127.0.0.1' } })
      assert.equal(app.port, port)
      assert.match(app.logs(), new RegExp(`PORT=${port}`))
      assert.match(app.logs(), /HOST=127\.0\.0\.1/)
      await app.stop()
    })

    it('the config’s listen wins over PORT and HOST', async (context) => {
      const port = await freePort()
      const app = await appFor(context, runtime, {
        config: 'listen: 127.0.0.1:0\n',
        env: { PORT: `${port}`, HOST: '0.0.0.0' },
      })
      assert.notEqual(app.port, port)
      assert.match(app.url, /127\.0\.0\.1/)
      assert.doesNotMatch(app.logs(), /PORT=/)
      await app.stop()
    })

    it('a PORT that is none is told', async () => {
      for (const PORT of ['eighty', '70000', '-1', '80.5']) {
        const { exit, stderr } = await runApp(runtime, { env: { PORT } })
        assert.equal(exit.code, 2)
        assert.match(stderr, /PORT/)
        assert.ok(stderr.includes(PORT))
      }
    })

    it('STRAIT_CONFIG is a path or inline YAML; --config wins', async (context) => {
      const file = join(directory, 'named.yaml')
      const plain = (name: string) => `listen: 127.0.0.1:0\nproviders: { ${name}: { url: "http://127.0.0.1:1" } }\n`
      writeFileSync(file, plain('from-a-path'))
      const doors = async (options: object) => {
        const app = await appFor(context, runtime, options)
        const text = await (await fetch(app.url)).text()
        const logs = app.logs()
        await app.stop()
        return { text, logs }
      }
      const path = await doors({ env: { STRAIT_CONFIG: file } })
      assert.match(path.text, /from-a-path/)
      assert.ok(path.logs.includes(file))
      const inline = await doors({ env: { STRAIT_CONFIG: plain('from-inline') } })
      assert.match(inline.text, /from-inline/)
      const both = await doors({ config: plain('from-the-flag'), env: { STRAIT_CONFIG: plain('from-inline') } })
      assert.match(both.text, /from-the-flag/)
      assert.doesNotMatch(both.text, /from-inline/)
    })

    it('nothing else of the environment counts without a config that names it', async (context) => {
      const env = {
        OPENAI_API_KEY: 'sk-somebodys-own-key',
        OPENAI_BASE_URL: 'http://127.0.0.1:1',
        HTTP_PROXY: 'http://127.0.0.1:1',
      }
      await using upstream = await startUpstream()
      const app = await appFor(context, runtime, {
        env,
        config: `listen: 127.0.0.1:0\nproviders: { openai: { url: "${upstream.url}" } }\n`,
      })
      const answer = await request(app.port, { method: 'POST', target: '/openai/v1/x', body: '{}' })
      assert.equal(answer.status, 200, 'no proxy is asked')
      assert.doesNotMatch(upstream.requests[0]?.rawHead.toString() ?? '', /somebodys-own/)
      await app.stop()
    })

    it('--env-file fills what the config names; the real environment wins', async (context) => {
      const file = join(directory, 'env')
      writeFileSync(file, '# a comment\nexport FROM_FILE="key one"\nBOTH=of-the-file\n')
      await using upstream = await startUpstream()
      const config = `listen: 127.0.0.1:0
providers: { up: { url: "${upstream.url}", headers: { x-one: "\${FROM_FILE}", x-both: "\${BOTH}" } } }
`
      const app = await appFor(context, runtime, {
        config,
        args: ['--env-file', file],
        env: { BOTH: 'of-the-environment' },
      })
      await request(app.port, { target: '/up/status/200' })
      assert.equal(upstream.requests[0]?.header('x-one'), 'key one')
      assert.equal(upstream.requests[0]?.header('x-both'), 'of-the-environment')
      await app.stop()
    })

    it('an env file that is not there is told', async (context) => {
      const gap = gapOf(runtime, 'an env file that is not there is told')
      if (gap !== undefined) return context.skip(gap.reason)
      const file = join(directory, 'missing.env')
      const { exit, stderr } = await runApp(runtime, { config: 'listen: 127.0.0.1:0\n', args: ['--env-file', file] })
      assert.equal(exit.code, 2)
      assert.ok(stderr.includes(file))
    })

    it('a port in use: the port, the process, exit code 1', async () => {
      const server = createServer().listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { port } = server.address() as { port: number }
      for (const options of [{ config: `listen: 127.0.0.1:${port}\n` }, { env: { PORT: `${port}` } }]) {
        const { exit, stderr } = await runApp(runtime, options)
        assert.equal(exit.code, 1, stderr)
        assert.ok(stderr.includes(`${port}`), stderr)
        if (process.platform === 'linux') assert.ok(stderr.includes(`${process.pid}`), stderr)
        assert.doesNotMatch(stderr, /\n\s+at /)
      }
      server.close()
    })
  })
}

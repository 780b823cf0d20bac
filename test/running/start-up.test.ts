import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { type App, request, startApp, startUpstream } from '@strait/testkit'
import { runtimes } from '../suite.ts'

const run = promisify(execFile)

/** The command that start-up or the landing page offers, run as pasted into a shell. */
async function paste(text: string, env: Record<string, string> = {}): Promise<string> {
  const command = /curl .*/.exec(text)?.[0]
  assert.ok(command !== undefined, `no curl in:\n${text}`)
  const { stdout } = await run('sh', ['-c', `${command} -sS --fail-with-body --max-time 10`], {
    env: { ...process.env, ...env },
  })
  return stdout
}

async function withApp(start: Promise<App>, use: (app: App) => Promise<void>): Promise<void> {
  const app = await start
  try {
    await use(app)
  } finally {
    await app.stop()
  }
}

for (const runtime of runtimes) {
  describe(`on ${runtime}`, () => {
    it('start-up without a config tells all one needs, and its curl works as pasted', async () => {
      await withApp(startApp(runtime), async (app) => {
        const logs = app.logs()
        assert.ok(logs.includes(app.url))
        assert.match(app.url, /^http:\/\/127\.0\.0\.1:/)
        for (const line of [/config\s+none/, /doors\s.*\/openai/, /traces\s+off/, /PORT=0/]) assert.match(logs, line)
        assert.match(await paste(logs), /"method": ?"POST"/)
        assert.doesNotMatch(logs, /\n\s+at |Warning|deprecat/i)
      })
    })

    it('the landing page tells name, version, doors and a curl that works', async () => {
      await withApp(startApp(runtime), async (app) => {
        const page = (await (await fetch(app.url)).json()) as Record<string, unknown>
        assert.equal(page['name'], 'strait')
        assert.match(String(page['version']), /^\d+\.\d+\.\d+/)
        assert.match(JSON.stringify(page['doors']), /\/anthropic/)
        assert.match(await paste(String(page['try'])), /"method"/)
        const answer = await request(app.port, { target: '/' })
        assert.equal(answer.header('x-content-type-options'), 'nosniff')
      })
    })

    it('with a config it names the file, the doors, the telemetry target; the curl works with the key', async () => {
      await using upstream = await startUpstream()
      const config = `
listen: 127.0.0.1:0
telemetry: { otlp: "http://127.0.0.1:1" }
access: { keys: [{ name: me, key: "\${STRAIT_KEY}" }] }
providers: { mine: { url: "${upstream.url}" } }
routes: [{ path: /my/route, to: { url: "${upstream.url}" } }]
`
      await withApp(startApp(runtime, { config, env: { STRAIT_KEY: 'a-key-to-paste-01' } }), async (app) => {
        const logs = app.logs()
        assert.ok(logs.includes(app.process.configFile ?? 'no file'))
        assert.match(logs, /\/my\/route/)
        assert.match(logs, /traces\s+http:\/\/127\.0\.0\.1:1/)
        await paste(logs, { STRAIT_KEY: 'a-key-to-paste-01' })
      })
    })

    it('without the echo the curl works all the same', async () => {
      await using upstream = await startUpstream()
      const config = `listen: 127.0.0.1:0\necho: false\ndoors: { providers: false, bare: false }\nroutes: [{ path: /r/*, to: { url: "${upstream.url}" } }]\n`
      await withApp(startApp(runtime, { config }), async (app) => {
        await paste(app.logs())
      })
    })

    it('every listener is told and answers', async () => {
      const config = 'listen: ["127.0.0.1:0", { address: "127.0.0.1:0", doors: [own] }]\n'
      await withApp(startApp(runtime, { config }), async (app) => {
        const urls = app.logs().match(/http:\/\/127\.0\.0\.1:\d+(?=\n)/g) ?? []
        assert.equal(urls.length, 2, app.logs())
        for (const url of urls) assert.equal((await fetch(`${url}/-/healthy`)).status, 200)
        const second = Number((urls[1] as string).split(':').at(-1))
        const answer = await request(second, { method: 'POST', target: '/echo/x', body: '{}' })
        assert.equal(answer.status, 404, 'a door that this listener does not have')
      })
    })
  })
}

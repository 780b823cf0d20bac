import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, it } from 'node:test'
import { type App, type Certificate, type Certificates, makeCertificates, request, runApp } from '@strait/testkit'
import { forEachRuntime, runtimes } from '../suite.ts'
import { appFor } from './started.ts'

/** Bun.serve can't be told of another certificate; that is in the log. */
const RENEWS: readonly string[] = ['node', 'deno']

const GARBAGE = '-----BEGIN CERTIFICATE-----\nnot yet written to its end\n-----END CERTIFICATE-----\n'

let made: Certificates
before(async () => {
  made = await makeCertificates()
})
after(() => made.remove())

forEachRuntime(
  (runtime) => {
    let folder: string
    const file = (name: string) => join(folder, name)
    const put = ({ cert, key }: Partial<Certificate>) => {
      if (cert !== undefined) writeFileSync(file('live.crt'), cert)
      if (key !== undefined) writeFileSync(file('live.key'), key)
    }
    const config = (more = '') =>
      `listen: { address: 127.0.0.1:0, tls: { cert: ${file('live.crt')}, key: ${file('live.key')} } }\necho: true\n${more}`
    const status = async ({ port }: App, servername: string) => {
      const answer = await request(port, { target: '/echo/x', tls: { ca: made.ca.cert, servername } })
      return answer.status
    }
    const refusal = (app: App, what: RegExp) =>
      app.waitForLog(
        (line) =>
          line['level'] === 'error' && /is refused/.test(String(line['message'])) && what.test(`${line['problems']}`),
      )
    const renewed = async (app: App) => {
      await app.waitForLog((line) => line['message'] === 'config reloaded')
      if (RENEWS.includes(runtime)) assert.equal(await status(app, 'wrong.test'), 200, 'the new certificate is shown')
      else {
        await app.waitForLog((line) => /certificate has changed.*restart/.test(String(line['message'])))
        assert.equal(await status(app, 'localhost'), 200)
      }
    }

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'strait-renewed-'))
      put(made.server)
    })
    afterEach(() => rmSync(folder, { recursive: true, force: true }))

    it('a certificate renewed file by file: what does not fit is refused, the old one stays, the second file mends it', async (context) => {
      const app = await appFor(context, runtime, { config: config() })
      put({ cert: made.wrongName.cert })
      const { problems } = await refusal(app, /live\.crt/)
      assert.match(String(problems), /live\.key/, 'both files are named')
      assert.match(String(problems), /listen\[0\]|127\.0\.0\.1:0/, 'the listener is named')
      assert.doesNotMatch(String(problems), /BEGIN/)
      assert.equal(await status(app, 'localhost'), 200)
      assert.equal(app.process.exit, undefined)
      put({ key: made.wrongName.key })
      await renewed(app)
    })

    it('a certificate that is none, and one that is written in halves, are refused and mended', async (context) => {
      const app = await appFor(context, runtime, { config: config() })
      put({ cert: GARBAGE })
      await refusal(app, /live\.crt/)
      put({ cert: made.server.cert + made.ca.cert.slice(0, 150) })
      await refusal(app, /live\.crt.*2/s)
      assert.equal(await status(app, 'localhost'), 200)
      put({ key: GARBAGE.replaceAll('CERTIFICATE', 'PRIVATE KEY') })
      await refusal(app, /live\.key/)
      assert.equal(await status(app, 'localhost'), 200)
      put(made.wrongName)
      await renewed(app)
    })
  },
  { together: true },
)

for (const runtime of runtimes) {
  it(`on ${runtime} a start with a certificate and another one's key is refused; check says so too`, async () => {
    const config = `listen: { address: 127.0.0.1:0, tls: { cert: ${made.server.certFile}, key: ${made.client.keyFile} } }\n`
    for (const args of [[], ['check']]) {
      const refused = await runApp(runtime, { config, args })
      assert.equal(refused.exit.code, 2, refused.output)
      assert.ok(refused.output.includes(made.server.certFile) && refused.output.includes(made.client.keyFile))
      assert.doesNotMatch(refused.output, /\n\s+at /, 'no stack')
    }
  })
}

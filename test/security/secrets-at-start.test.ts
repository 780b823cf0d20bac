import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { assertNoSecret, runApp } from '@strait/testkit'
import { appFor } from '../running/started.ts'
import { runtimes } from '../suite.ts'
import { ALL, ENV, plantedConfig, SECRETS } from './planted.ts'

const PLAIN = 'sk-plain-secret-in-the-file-42'

/** Configs with a fault beside a secret, in it, or because of it. */
const FAULTY: Readonly<Record<string, string>> = {
  'an unknown key beside it': `providers: { openai: { key: ${PLAIN}, kee: 1 } }\n`,
  'a misspelt member that holds it': `providers:\n  openai:\n    kye: ${PLAIN}\n`,
  'the wrong type around it': `access: { keys: ${PLAIN} }\n`,
  'a line break in it': `providers: { openai: { key: "${PLAIN}\\nmore" } }\n`,
  'no YAML behind it': `providers:\n  openai: { key: ${PLAIN}\n`,
  'a tab before it': `providers:\n  openai:\n\tkey: ${PLAIN}\n`,
  'it twice': `providers:\n  openai: { key: ${PLAIN}, key: ${PLAIN} }\n`,
  'it in a header rule that is none': `headers: { "bad name": ${PLAIN} }\n`,
  'it in a URL’s userinfo': `providers: { x: { url: "https://user:${PLAIN}@api.example.com" } }\n`,
  'it where a number belongs, from the environment': 'bounds: { headers: "${FAULTY_SECRET}" }\n',
  'it as a URL, from the environment': 'providers: { x: { url: "${FAULTY_SECRET}" } }\n',
  'it as the default of a variable': `providers: { x: { url: 7, key: "\${NOT_SET:-${PLAIN}}" } }\n`,
}

for (const runtime of runtimes) {
  describe(`on ${runtime}`, () => {
    let directory = ''
    before(() => {
      directory = mkdtempSync(join(tmpdir(), 'strait-planted-'))
    })
    after(() => rmSync(directory, { recursive: true, force: true }))
    const valid = () => plantedConfig('http://127.0.0.1:1', 'http://127.0.0.1:1', directory)

    it('check shows no secret', async () => {
      const { exit, output } = await runApp(runtime, { config: valid(), args: ['check'], env: ENV })
      assert.equal(exit.code, 0, output)
      assert.match(output, /openai/)
      assertNoSecret([{ name: 'check', text: output }], ALL)
    })

    it('start-up with an inline config shows no secret', async (context) => {
      const app = await appFor(context, runtime, { env: { ...ENV, STRAIT_CONFIG: valid() }, args: ['--debug'] })
      await app.stop()
      assert.match(app.logs(), /STRAIT_CONFIG/)
      assertNoSecret([{ name: 'start-up', text: app.logs() }], ALL)
    })

    it('no faulty config shows the secret in it, from a file or inline', async () => {
      const outputs = []
      for (const [i, [what, config]] of Object.entries(FAULTY).entries()) {
        const inline = { env: { FAULTY_SECRET: PLAIN, STRAIT_CONFIG: config } }
        const file = { config, args: ['check'], env: { FAULTY_SECRET: PLAIN } }
        const { exit, output } = await runApp(runtime, i % 2 === 0 ? inline : file)
        assert.equal(exit.code, 2, `${what}: ${exit.code}`)
        outputs.push({ name: what, text: output })
      }
      assertNoSecret(outputs, [PLAIN])
    })

    it('a missing variable is named, and none that is there is shown', async () => {
      const { exit, output } = await runApp(runtime, {
        config: valid(),
        args: ['check'],
        env: { ...ENV, PLANTED_KEY: undefined },
      })
      assert.equal(exit.code, 2)
      assert.match(output, /PLANTED_KEY/)
      assert.match(output, /strait\.yaml:\d+:\d+/)
      assertNoSecret([{ name: 'check', text: output }], ALL)
    })

    it('an env file’s secrets are not shown', async (context) => {
      const file = join(directory, 'env')
      writeFileSync(file, `FROM_FILE=${SECRETS.envKey}\n`)
      const config = 'listen: 127.0.0.1:0\nproviders: { openai: { key: "${FROM_FILE}" } }\n'
      const app = await appFor(context, runtime, { config, args: ['--env-file', file, '--debug'] })
      await app.stop()
      assertNoSecret([{ name: 'start-up', text: app.logs() }], ALL)
    })
  })
}

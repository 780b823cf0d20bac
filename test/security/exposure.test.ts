import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { request, runApp } from '@strait/testkit'
import { appFor } from '../running/started.ts'
import { runtimes } from '../suite.ts'

/** Addresses that other machines may reach. */
const EXPOSED = ['0.0.0.0:0', '"[::]:0"']

for (const runtime of runtimes) {
  describe(`on ${runtime}`, () => {
    for (const listen of EXPOSED) {
      it(`${listen} without access control does not start, and the lines it prints mend it`, async (context) => {
        const config = `listen: ${listen}\n`
        const refused = await runApp(runtime, { config })
        assert.equal(refused.exit.code, 2)
        assert.doesNotMatch(refused.output, /\n\s+at /, 'no stack')
        const lines = refused.output.split('\n').map((line) => line.trim())
        const mending = lines.filter((line) => /^(access|allow_anonymous):/.test(line))
        assert.equal(mending.length, 2, refused.output)
        for (const line of mending) {
          const app = await appFor(context, runtime, {
            config: `${config}${line}\n`,
            env: { STRAIT_KEY: 'a-key-of-mine-01' },
          })
          const target = '/echo/x'
          const without = await request(app.port, { target })
          assert.equal(without.status, line.startsWith('access') ? 401 : 404, line)
          assert.equal((await app.stop()).code, 0)
        }
      })
    }

    it('HOST beyond loopback is judged the same', async () => {
      const refused = await runApp(runtime, { env: { HOST: '0.0.0.0' } })
      assert.equal(refused.exit.code, 2)
      assert.match(refused.output, /allow_anonymous: true/)
    })

    it('one exposed listener of several is enough to refuse; check says so too', async () => {
      const config = 'listen: [{ address: "127.0.0.1:0" }, { address: "0.0.0.0:0" }]\n'
      for (const args of [[], ['check']]) {
        const refused = await runApp(runtime, { config, args })
        assert.equal(refused.exit.code, 2, args.join())
        assert.match(refused.output, /allow_anonymous: true/)
      }
    })

    it('the echo is off beyond loopback, and on where it is switched on', async (context) => {
      for (const [line, status] of [
        ['', 404],
        ['echo: true\n', 200],
      ] as const) {
        const app = await appFor(context, runtime, { config: `listen: 0.0.0.0:0\nallow_anonymous: true\n${line}` })
        assert.equal((await request(app.port, { target: '/echo/x' })).status, status)
        await app.stop()
      }
    })
  })
}

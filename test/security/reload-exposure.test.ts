import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { type App, type Certificate, type Certificates, makeCertificates, request } from '@strait/testkit'
import { appFor } from '../running/started.ts'
import { forEachRuntime } from '../suite.ts'

/** A reload changes the config and not the sockets: what is really open decides who may call. */

const ACCESS = 'access: { keys: [{ name: me, key: a-key-of-mine-01 }] }\n'
const REST = 'echo: true\n'

let made: Certificates
before(async () => {
  made = await makeCertificates()
})
after(() => made.remove())

forEachRuntime(
  (runtime) => {
    const message = (app: App, level: string, what: RegExp) =>
      app.waitForLog((line) => line['level'] === level && what.test(`${line['message']} ${line['problems']}`))
    const refusals = (app: App) => app.lines().filter((line) => /is refused/.test(String(line['message']))).length
    const anonymous = async (port: number, tls = false) => {
      const options = tls ? { tls: { ca: made.ca.cert, servername: 'localhost' } } : {}
      return (await request(port, { target: '/echo/x', ...options })).status
    }
    /** The status for a caller with that certificate; undefined where the handshake fails. */
    const shown = (port: number, servername: string, by?: Certificate) => {
      const identity = by === undefined ? {} : { cert: by.cert, key: by.key }
      return request(port, { target: '/echo/x', tls: { ca: made.ca.cert, servername, ...identity } }).then(
        ({ status }) => status,
        () => undefined,
      )
    }
    const ports = (app: App) => [...app.logs().matchAll(/listening\s+\S+:(\d+)/g)].map(([, port]) => Number(port))
    const tls = (by: Certificate, ca?: string) =>
      `tls: { cert: ${by.certFile}, key: ${by.keyFile}${ca === undefined ? '' : `, client_ca: ${ca}`} }`

    it('`listen` goes to loopback and `access` goes with it: refused, since the old address is still open', async (context) => {
      const app = await appFor(context, runtime, { config: `listen: 0.0.0.0:0\n${ACCESS}${REST}` })
      assert.equal(await anonymous(app.port), 401)
      for (const more of ['', 'allow_anonymous: true\n']) {
        const earlier = refusals(app)
        app.rewriteConfig(`listen: 127.0.0.1:0\n${more}${REST}`)
        await app.waitForLog(() => refusals(app) > earlier)
        assert.equal(await anonymous(app.port), 401)
      }
      await message(app, 'error', /refused.*0\.0\.0\.0:0.*restart/s)
      // Step by step is no way around it.
      await app.reload(`listen: 127.0.0.1:0\n${ACCESS}${REST}`)
      await message(app, 'warn', /`listen`.*0\.0\.0\.0:0.*restart/)
      const earlier = refusals(app)
      app.rewriteConfig(REST)
      await app.waitForLog(() => refusals(app) > earlier)
      assert.equal(await anonymous(app.port), 401)
      await app.reload(`listen: 0.0.0.0:0\nallow_anonymous: true\n${REST}`)
      assert.equal(await anonymous(app.port), 200, 'said of the address that is open, it counts')
    })

    it('the echo of its own accord is off while another address than loopback is open', async (context) => {
      const app = await appFor(context, runtime, { config: 'listen: 0.0.0.0:0\nallow_anonymous: true\n' })
      await app.reload('listen: 127.0.0.1:0\nallow_anonymous: true\n')
      assert.equal(await anonymous(app.port), 404)
    })

    it('`client_ca` comes and `access` goes: refused, since no certificate is asked for yet', async (context) => {
      const listen = (ca?: string) => `listen: [{ address: 0.0.0.0:0, ${tls(made.server, ca)} }]\n`
      const app = await appFor(context, runtime, { config: `${listen()}${ACCESS}${REST}` })
      app.rewriteConfig(`${listen(made.ca.certFile)}${REST}`)
      await message(app, 'error', /refused.*client_ca.*restart/s)
      assert.equal(await anonymous(app.port, true), 401)
      await app.reload(`${listen(made.ca.certFile)}${ACCESS}`)
      await message(app, 'warn', /0\.0\.0\.0:0.*`tls\.client_ca`.*restart/)
      assert.equal(await anonymous(app.port, true), 401)
    })

    it('`client_ca` goes: those without a certificate of the old one stay outside, and the log says so', async (context) => {
      const listen = (by: Certificate, ca?: string) => `listen: [{ address: 127.0.0.1:0, ${tls(by, ca)} }]\n`
      const app = await appFor(context, runtime, {
        config: `${listen(made.server, made.ca.certFile)}${REST}`,
        // Node trusts these where it is told of no authority.
        env: { NODE_EXTRA_CA_CERTS: join(made.directory, 'stranger.crt') },
      })
      await app.reload(`${listen(made.server)}${REST}`)
      await message(app, 'warn', /`tls\.client_ca`.*restart/)
      assert.equal(await shown(app.port, 'localhost', made.client), 200)
      assert.equal(await shown(app.port, 'localhost', made.unknownIssuer), undefined)
      assert.equal(await shown(app.port, 'localhost'), undefined)
    })

    it('`tls` that comes or goes is told', async (context) => {
      const app = await appFor(context, runtime, { config: `listen: [{ address: 127.0.0.1:0 }]\n${REST}` })
      await app.reload(`listen: [{ address: 127.0.0.1:0, ${tls(made.server)} }]\n${REST}`)
      await message(app, 'warn', /127\.0\.0\.1:0.*`tls`.*restart/)
      assert.equal(await anonymous(app.port), 200)
    })

    it('a listener that goes from the file leaves the others theirs', async (context) => {
      const one = `{ address: 127.0.0.1:0, name: one, ${tls(made.server, made.ca.certFile)} }`
      const two = `{ address: 127.0.0.1:0, name: two, ${tls(made.wrongName, join(made.directory, 'stranger.crt'))} }`
      const app = await appFor(context, runtime, { config: `listen: [${one}, ${two}]\n${REST}` })
      const [first = 0, second = 0] = ports(app)
      const asBefore = async () => {
        assert.equal(await shown(first, 'localhost', made.client), 200)
        assert.equal(await shown(first, 'localhost', made.unknownIssuer), undefined)
        assert.equal(await shown(second, 'wrong.test', made.unknownIssuer), 200)
        assert.equal(await shown(second, 'wrong.test', made.client), undefined)
      }
      await asBefore()
      await app.reload(`listen: [${two}]\n${REST}`)
      await message(app, 'warn', /`listen`.*one.*restart/)
      await asBefore()
    })

    it('an emptied main file is refused: a writer that empties before it writes takes nothing away', async (context) => {
      const app = await appFor(context, runtime, { config: `${ACCESS}${REST}` })
      for (const blank of ['', '\n \n', '# all gone\n  # really\n']) {
        const earlier = refusals(app)
        app.rewriteConfig(blank)
        await app.waitForLog(() => refusals(app) > earlier)
        assert.equal(await anonymous(app.port), 401)
      }
      await message(app, 'error', /refused.*the file is empty/)
      await app.reload(`${ACCESS}${REST}bounds: { concurrency: 7 }\n`)
      assert.equal(await anonymous(app.port), 401)
    })

    it('a file that was empty at the start may be loaded anew', async (context) => {
      const app = await appFor(context, runtime, { config: '# nothing yet\n' })
      await app.reload('# still nothing\n')
      assert.equal(await anonymous(app.port), 200)
    })
  },
  { together: true },
)

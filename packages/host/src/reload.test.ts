import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Certificates, makeCertificates } from '@strait/testkit'
import type { Listener } from './app.ts'
import type { ConfigSource } from './config-source.ts'
import { type LoadContext, type Loaded, loadConfigFrom, makePlan } from './load-plan.ts'
import { type Level, levels } from './log/logger.ts'
import { Reloader } from './reload.ts'
import { createRuntime } from './runtime.ts'
import { createFetchTransport } from './transport/fetch.ts'

/** Nobody waits for a reload: whatever one of its steps throws must not come out of it. */

let made: Certificates
before(async () => {
  made = await makeCertificates()
})
after(() => made.remove())

/** A loaded config with a listener that does as it is told, and a file to change. */
async function scene(text: string, listener: Partial<Listener> = {}) {
  const file = join(made.directory, 'strait.yaml')
  writeFileSync(file, text)
  const source: ConfigSource = { kind: 'file', file, why: 'a test' }
  const lines: string[] = []
  const context: LoadContext = {
    runtime: createRuntime(createFetchTransport()),
    variables: {},
    source,
    logger: {
      level: levels[0] satisfies Level,
      log: (level, message, fields) => void lines.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`),
    },
    accepted: [],
  }
  const loaded = await makePlan(await loadConfigFrom(source, () => undefined, []), context)
  const whole: Listener = {
    hostname: '127.0.0.1',
    port: 1,
    renew: () => true,
    close: async () => {},
    destroy: () => {},
    ...listener,
  }
  const listeners = loaded.listen.map(() => whole)
  /** `steps` in place of the first swaps. */
  const reload = async (next: string, ...steps: ((next: Loaded) => void)[]) => {
    writeFileSync(file, next)
    const swapped: Loaded[] = []
    const swap = async (given: Loaded) => {
      swapped.push(given)
      steps[swapped.length - 1]?.(given)
    }
    await new Reloader({ context, loaded, listeners, swap }).reload('a test')
    return swapped
  }
  return { loaded, lines, reload }
}

const TRACED = 'telemetry: { otlp: "http://127.0.0.1:9/v1/traces" }\n'
const fail = (what: string) => () => {
  throw new Error(what)
}

test('a swap that fails is told, the old config is put back, and the tracing of the new one ends', async () => {
  const { loaded, lines, reload } = await scene('echo: true\n')
  let ended = 0
  const swapped = await reload(TRACED, (next) => {
    Object.assign(next.telemetry ?? {}, { shutdown: async () => void ended++ })
    throw new Error('no gateway')
  })
  assert.equal(swapped.length, 2)
  assert.equal(swapped[1], loaded)
  assert.equal(ended, 1)
  assert.match(lines.join('\n'), /^error the changed config is refused; the old one stays .*no gateway/)
})

test('where the old one can not be put back either, that is told', async () => {
  const { lines, reload } = await scene('echo: true\n')
  await reload('echo: false\n', fail('no gateway'), fail('no way back'))
  assert.match(lines[1] ?? '', /^error .*no way back/)
})

test('tracing of the old config that does not end well changes nothing', async () => {
  const { loaded, lines, reload } = await scene(TRACED)
  const shutdown = loaded.telemetry?.shutdown
  Object.assign(loaded.telemetry ?? {}, { shutdown: fail('the collector is gone') })
  await reload('echo: true\n')
  assert.match(lines[0] ?? '', /^info config reloaded/)
  assert.match(lines[1] ?? '', /^error .*the collector is gone/)
  await shutdown?.()
})

const listen = (name: 'server' | 'wrongName', ca = '') =>
  `listen: [{ address: "0.0.0.0:8443", tls: { cert: ${made[name].certFile}, key: ${made[name].keyFile}${ca} } }]\n`
const KEYS = 'access: { keys: [{ name: me, key: a-key-of-mine-01 }] }\n'

test('a certificate that the server does not take is told, and the config counts', async () => {
  const { lines, reload } = await scene(`${listen('server')}${KEYS}`, { renew: fail('key values mismatch') })
  const swapped = await reload(`${listen('wrongName')}${KEYS}`)
  assert.equal(swapped.length, 1)
  assert.match(lines[0] ?? '', /^info config reloaded/)
  assert.match(lines[1] ?? '', /^warn `listen` 0\.0\.0\.0:8443: .*the old one stays.*key values mismatch/)
})

test('another `client_ca` takes the place of `access` only where the runtime can put it in force', async () => {
  const ca = (file: string) => `, client_ca: ${file}`
  const old = `${listen('server', ca(made.ca.certFile))}${KEYS}`
  const next = listen('server', ca(join(made.directory, 'stranger.crt')))
  const rigid = await scene(old, { renew: () => false })
  assert.equal((await rigid.reload(next)).length, 0)
  assert.match(rigid.lines.join('\n'), /^error .*`tls\.client_ca` has changed, which needs a restart/)
  const given: (string | undefined)[] = []
  const supple = await scene(old, {
    renew: ({ clientCa }) => {
      given.push(clientCa)
      return true
    },
  })
  assert.equal((await supple.reload(next)).length, 1)
  assert.notEqual(given.at(-1), made.ca.cert)
})

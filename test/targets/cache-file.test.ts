import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, it } from 'node:test'
import {
  type App,
  type HeaderList,
  type IncomingResponse,
  request,
  runApp,
  startApp,
  startUpstream,
  type Upstream,
  until,
} from '@strait/testkit'
import { forEachRuntime } from '../suite.ts'
import { counted, ownDirectory } from './cached.ts'

const SECRETS = {
  caller: 'sk-caller-1234567890abcdef',
  held: 'sk-held-1234567890abcdef',
  strait: 'strait-key-1234567890abcdef',
  cookie: 'session-1234567890abcdef',
  query: 'AIza-query-1234567890abcdef',
  prompt: 'a prompt that nobody else reads',
}

forEachRuntime((runtime) => {
  const directory = ownDirectory()
  let file: string
  let upstream: Upstream
  let other: Upstream
  const apps: App[] = []
  let files = 0

  beforeEach(async () => {
    file = join(directory, `answers-${files++}.db`)
    upstream = await startUpstream({ script: counted() })
    other = await startUpstream({ script: counted() })
  })
  afterEach(async () => {
    for (const app of apps.splice(0)) await app.kill()
    await Promise.all([upstream.close(), other.close()])
  })

  interface Setting {
    readonly url?: string
    readonly store?: string
    readonly more?: string
  }

  const configOf = ({ url = upstream.url, store = `sqlite:${file}`, more = '' }: Setting = {}) => `
listen: 127.0.0.1:0
cache: { store: "${store}" }
providers: { held: { type: openai, url: "${url}", key: ${SECRETS.held} } }
access: { keys: [{ name: ci, key: ${SECRETS.strait} }] }
routes:
  - { path: /c/*, to: { url: "${url}" }, cache: true }
  - { path: /held/*, to: { provider: held }, cache: true }
${more}`

  async function start(setting?: Setting): Promise<App> {
    const app = await startApp(runtime, { config: configOf(setting) })
    apps.push(app)
    return app
  }

  const HEADERS: HeaderList = [
    // Where it is asked for counts; ports are others each time.
    ['host', 'gateway.test'],
    ['content-type', 'application/json'],
    ['api-key', SECRETS.strait],
    ['x-api-key', SECRETS.caller],
    ['cookie', `session=${SECRETS.cookie}`],
  ]

  const ask = (app: App, target = `/c/chat?key=${SECRETS.query}`): Promise<IncomingResponse> =>
    request(app.port, {
      ...{ method: 'POST', target, headers: HEADERS },
      body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: SECRETS.prompt }] }),
    })

  const stop = async (app: App) => {
    const { code, signal } = await app.stop()
    assert.ok(code === 0 || signal === 'SIGTERM', app.logs())
  }
  const ours = () => readdirSync(directory).filter((name) => name.startsWith(file.slice(directory.length + 1)))
  const content = () =>
    ours()
      .map((name) => readFileSync(join(directory, name), 'latin1'))
      .join('\n')

  it('the file is its owner’s alone, and answers outlive the process', async () => {
    const first = await start()
    assert.equal((await ask(first)).text(), '{"n":1}')
    // At once: what is not written yet is found all the same.
    assert.equal((await ask(first)).text(), '{"n":1}')
    for (const name of ours()) assert.equal(statSync(join(directory, name)).mode & 0o777, 0o600, name)
    await stop(first)
    const second = await start()
    const again = await ask(second)
    assert.deepEqual([again.text(), upstream.requests.length], ['{"n":1}', 1])
    assert.match(again.header('age') ?? '', /^\d+$/)
  })

  it('SIGTERM writes what was answered last', async () => {
    const first = await start()
    const targets = Array.from({ length: 40 }, (_, i) => `/c/${i}`)
    const texts = await Promise.all(targets.map(async (target) => (await ask(first, target)).text()))
    await stop(first)
    const second = await start()
    for (const [i, target] of targets.entries()) assert.equal((await ask(second, target)).text(), texts[i])
    assert.equal(upstream.requests.length, 40)
  })

  it('no credential and no prompt is in the file, in any spelling', async () => {
    const app = await start()
    for (const target of [`/c/chat?key=${SECRETS.query}`, `/held/chat/completions?key=${SECRETS.query}`]) {
      assert.equal((await ask(app, target)).status, 200)
      assert.notEqual((await ask(app, target)).header('age'), undefined)
    }
    assert.ok(upstream.requests[1]?.rawHead.toString('latin1').includes(SECRETS.held))
    const wet = content()
    await stop(app)
    assert.ok(content().includes('{"n":2}'), 'the answers themselves are in it')
    for (const text of [wet, content()]) {
      for (const [name, secret] of Object.entries(SECRETS)) {
        const bytes = Buffer.from(secret)
        const spellings = [secret, bytes.toString('base64'), bytes.toString('hex'), encodeURIComponent(secret)]
        for (const spelling of spellings) assert.ok(!text.includes(spelling), `${name} is in it`)
      }
    }
  })

  it('a reload that leads a route elsewhere gives no old answer; one that changes nothing of it keeps them', async () => {
    const app = await start()
    for (const target of ['/c/x', '/held/chat/completions']) assert.equal((await ask(app, target)).status, 200)
    await app.reload(configOf({ more: '  - { path: /new/*, to: { provider: held } }\n' }))
    for (const target of ['/c/x', '/held/chat/completions'])
      assert.notEqual((await ask(app, target)).header('age'), undefined)
    assert.equal(upstream.requests.length, 2)
    await app.reload(configOf({ url: other.url }))
    for (const target of ['/c/x', '/held/chat/completions'])
      assert.equal((await ask(app, target)).header('age'), undefined)
    assert.deepEqual([upstream.requests.length, other.requests.length], [2, 2])
    await app.reload(configOf({}))
    assert.notEqual((await ask(app, '/c/x')).header('age'), undefined, 'what leads there again finds them again')
  })

  it('a reload to another store begins empty, and the one of before is left whole', async () => {
    const app = await start()
    assert.equal((await ask(app)).text(), '{"n":1}')
    await app.reload(configOf({ store: 'memory' }))
    assert.equal((await ask(app)).text(), '{"n":2}')
    assert.equal((await ask(app)).text(), '{"n":2}')
    const second = await start()
    assert.equal((await ask(second)).text(), '{"n":1}')
  })

  const locks = { skip: existsSync('/proc/locks') ? false : 'the kernel does not say which locks there are' }

  it('a reload that opens the file a second time leaves it locked against others', locks, async () => {
    const app = await start()
    assert.equal((await ask(app)).text(), '{"n":1}')
    const isLocked = () =>
      readFileSync('/proc/locks', 'utf8')
        .split('\n')
        .some((line) => line.includes(` ${app.pid} `) && line.includes(`:${statSync(file).ino} `))
    assert.ok(isLocked())
    // A bound of its own is a connection of its own.
    await app.reload(configOf().replace('cache: {', 'cache: { bytes: 1MB,'))
    assert.equal((await ask(app)).text(), '{"n":1}')
    assert.ok(isLocked(), 'whoever opens it now may take its log away')
  })

  it('two processes share one file', async () => {
    const [one, two] = [await start(), await start()]
    assert.equal((await ask(one)).text(), '{"n":1}')
    // Written a moment later; until then the other one asks for itself.
    await until(async () => (await ask(two)).header('age') !== undefined, { what: 'an answer of the other process' })
    const asked = upstream.requests.length
    assert.ok(asked <= 2)
    await Promise.all(Array.from({ length: 30 }, (_, i) => ask(i % 2 === 0 ? one : two, `/c/${i}`)))
    assert.equal(upstream.requests.length, asked + 30)
    await stop(one)
    await stop(two)
    const third = await start()
    for (let i = 0; i < 30; i++) await ask(third, `/c/${i}`)
    assert.equal(upstream.requests.length, asked + 30, 'what either has written is there')
  })

  it('a file that is damaged is set aside, which is told', async () => {
    const garbage = 'SQLite format 3\0 and then nothing that makes sense'.repeat(100)
    writeFileSync(file, garbage)
    const app = await start()
    const line = await app.waitForLog((each) => each['level'] === 'warn' && /set aside/.test(String(each['message'])))
    assert.match(String(line['message']), /cache .* is damaged/)
    assert.equal((await ask(app)).text(), '{"n":1}')
    assert.equal((await ask(app)).text(), '{"n":1}')
    const aside = ours().find((name) => name.includes('unusable'))
    assert.equal(aside === undefined ? '' : readFileSync(join(directory, aside), 'latin1'), garbage)
  })

  it('a file that is something else’s is left as it is, and Strait does not start', async () => {
    const text = 'mistyped: [path]\n'
    writeFileSync(file, text, { mode: 0o664 })
    const { mode } = statSync(file)
    const { exit, stderr } = await runApp(runtime, { config: configOf() })
    assert.equal(exit.code, 1)
    assert.ok(stderr.includes(`${file} is no database: name another file for the cache`), stderr)
    assert.deepEqual([readFileSync(file, 'utf8'), statSync(file).mode, ours().length], [text, mode, 1])
  })

  it('without a route that keeps answers there is no file', async () => {
    const app = await startApp(runtime, {
      config: `listen: 127.0.0.1:0\ncache: { store: "sqlite:${file}" }\nproviders: { up: { url: "${upstream.url}" } }\n`,
    })
    apps.push(app)
    assert.equal((await request(app.port, { target: '/up/x' })).status, 200)
    assert.equal(existsSync(file), false)
  })
})

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, constants, existsSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import {
  type App,
  AppProcess,
  commandOf,
  connect,
  freePort,
  type LogLine,
  type RuntimeName,
  request,
  until,
} from '@strait/testkit'
import { runtimes } from '../suite.ts'
import { appFor } from './started.ts'

const CONFIG = 'listen: 127.0.0.1:0\nproviders: { up: { url: "http://127.0.0.1:9" } }\n'

/** The app with an output that a shell leads elsewhere. */
function ledTo(runtime: RuntimeName, where: string): [string, ...string[]] {
  return ['sh', '-c', `exec "$@" ${where}`, 'sh', ...commandOf(runtime)]
}

async function healthy(port: number): Promise<void> {
  assert.equal((await request(port, { target: '/-/healthy' })).status, 200)
}

async function endsWell(app: App | AppProcess): Promise<void> {
  const { code, signal } = await app.stop()
  // A suite on Deno is told the signal it sent, whatever code the child left with.
  assert.ok(code === 0 || ('deno' in process.versions && signal === 'SIGTERM'), `it ended with ${code ?? signal}`)
}

/** A named pipe, whose reader reads when it is told to, and may leave and come back. */
class Pipe {
  readonly path: string
  #reader: number | undefined
  #text = ''

  constructor(path: string) {
    this.path = path
    execFileSync('mkfifo', [path])
    this.open()
  }

  open(): void {
    this.#reader = openSync(this.path, constants.O_RDONLY | constants.O_NONBLOCK)
  }

  close(): void {
    if (this.#reader !== undefined) closeSync(this.#reader)
    this.#reader = undefined
  }

  /** All whole lines so far. */
  read(): LogLine[] {
    const bytes = Buffer.alloc(65_536)
    try {
      for (let n = 1; n > 0 && this.#reader !== undefined; ) {
        n = readSync(this.#reader, bytes)
        this.#text += bytes.toString('utf8', 0, n)
      }
    } catch (error) {
      // Nothing more for now.
      assert.equal((error as NodeJS.ErrnoException).code, 'EAGAIN')
    }
    const whole = this.#text.split('\n').slice(0, -1)
    return whole.filter((line) => line !== '').map((line) => JSON.parse(line) as LogLine)
  }
}

const isNotice = (line: LogLine) => line['lost'] !== undefined

/** Each exchange has a line, or is among those that are said to be lost. */
function assertComplete(lines: readonly LogLine[], exchanges: number): void {
  const notices = lines.filter(isNotice)
  for (const notice of notices) {
    assert.equal(notice['level'], 'warn')
    assert.match(String(notice['message']), /^\d+ lines? of the log could not be written$/)
  }
  const lost = notices.reduce((sum, notice) => sum + Number(notice['lost']), 0)
  const written = lines.filter((line) => line['target'] !== undefined).length
  assert.ok(lost > 0)
  assert.equal(written + lost, exchanges)
}

/** A path that nothing is at, whose line is long. */
const LONG = `/none/${'x'.repeat(6_000)}`

for (const runtime of runtimes) {
  describe(`on ${runtime}`, () => {
    let directory = ''
    let pipes = 0
    before(() => {
      directory = mkdtempSync(join(tmpdir(), 'strait-log-'))
    })
    after(() => rmSync(directory, { recursive: true, force: true }))
    const pipe = () => new Pipe(join(directory, `pipe-${pipes++}`))
    const full = { skip: existsSync('/dev/full') ? false : 'there is no /dev/full here' }

    it('a log on a disk that is full ends nothing', full, async (context) => {
      const app = await appFor(context, runtime, { config: CONFIG, command: ledTo(runtime, '> /dev/full') })
      for (let i = 0; i < 20; i++) await healthy(app.port)
      await endsWell(app)
    })

    it('nor does a banner that nobody can be shown', full, async (context) => {
      const port = await freePort()
      const app = new AppProcess(runtime, {
        config: CONFIG.replace(':0', `:${port}`),
        command: ledTo(runtime, '2> /dev/full'),
      })
      context.after(() => app.kill())
      const answers = () =>
        healthy(port).then(
          () => true,
          () => false,
        )
      await until(answers, { what: () => `it to answer:\n${app.output}` })
      for (let i = 0; i < 5; i++) await healthy(port)
      await endsWell(app)
      assert.ok(app.lines.some((line) => line['target'] === '/-/healthy'))
    })

    it('a reader that leaves ends nothing; one that comes back is told what was lost', async (context) => {
      const log = pipe()
      const app = await appFor(context, runtime, { config: CONFIG, command: ledTo(runtime, `> ${log.path}`) })
      let exchanges = 0
      const ask = async () => {
        exchanges++
        await healthy(app.port)
      }
      await ask()
      await until(() => log.read().length === 1, { what: 'the first line' })
      log.close()
      for (let i = 0; i < 20; i++) await ask()
      log.open()
      await until(() => ask().then(() => log.read().some(isNotice)), { what: 'the line that tells of the lost ones' })
      await endsWell(app)
      assertComplete(log.read(), exchanges)
      log.close()
    })

    it('a reader that reads nothing holds nothing up; what is kept for it is bounded', async (context) => {
      const log = pipe()
      const app = await appFor(context, runtime, { config: CONFIG, command: ledTo(runtime, `> ${log.path}`) })
      using client = await connect(app.port)
      for (let i = 0; i < 600; i++) {
        await client.send({ target: LONG })
        assert.equal((await client.readResponse()).status, 404)
      }
      await until(() => log.read().some(isNotice), { what: 'the line that tells of the lost ones' })
      await endsWell(app)
      assertComplete(log.read(), 600)
      log.close()
    })

    it('lines that nobody reads don’t keep it from its end', async (context) => {
      const log = pipe()
      const app = await appFor(context, runtime, { config: CONFIG, command: ledTo(runtime, `> ${log.path}`) })
      for (let i = 0; i < 20; i++) await request(app.port, { target: LONG })
      await endsWell(app)
      log.close()
    })
  })
}

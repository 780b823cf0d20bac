import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type LogLine, LogLines } from './log-lines.ts'
import { deferred, until } from './wait.ts'

export type RuntimeName = 'bun' | 'node' | 'deno'

export interface AppOptions {
  /** YAML text; written to a temporary file that `--config` names. Without `listen` the port is free (PORT=0). */
  config?: string
  /** Beside PATH, HOME, PORT=0 and JSON logs at level info; undefined takes one of those out. */
  env?: Readonly<Record<string, string | undefined>>
  args?: readonly string[]
  /** Another entry than the runtime's app. */
  entry?: string
  /** Another command altogether, such as a compiled binary; `entry` is ignored then. */
  command?: readonly [string, ...string[]]
  /** Default: the repository's root. */
  cwd?: string
  timeoutMs?: number
}

export interface Exit {
  code: number | null
  /** Under Deno a child ended by a signal it handled is reported so, though it left with code 0. */
  signal: NodeJS.Signals | null
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const living = new Set<AppProcess>()

/** An app as a child process: its output, its end. Ended with this process at the latest. */
export class AppProcess {
  readonly configFile: string | undefined
  readonly exited: Promise<Exit>
  exit: Exit | undefined
  stdout = ''
  stderr = ''
  /** Both outputs in the order in which they came. */
  output = ''
  /** The lines that are JSON objects. */
  readonly lines: LogLine[] = []
  readonly #child: ChildProcess
  readonly #directory: string | undefined

  constructor(runtime: RuntimeName, options: AppOptions) {
    endChildrenWithUs()
    if (options.config !== undefined) {
      this.#directory = mkdtempSync(join(tmpdir(), 'strait-app-'))
      this.configFile = join(this.#directory, 'strait.yaml')
      this.rewriteConfig(options.config)
    }
    const [command, ...args] = options.command ?? commandOf(runtime, options.entry)
    if (this.configFile !== undefined) args.push('--config', this.configFile)
    args.push(...(options.args ?? []))
    const stdio = ['ignore', 'pipe', 'pipe'] satisfies ('ignore' | 'pipe')[]
    this.#child = spawn(command, args, { cwd: options.cwd ?? ROOT, env: environment(options.env), stdio })
    living.add(this)
    this.exited = this.#watch()
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** Writes the config file anew, as an editor would. */
  rewriteConfig(text: string): void {
    if (this.configFile === undefined) throw new Error('started without config')
    writeFileSync(this.configFile, text)
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Sends `signal` and waits for the end; after `timeoutMs` it is killed and that is an error. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', timeoutMs = 35_000): Promise<Exit> {
    this.signal(signal)
    try {
      return await until(() => this.exit, { timeoutMs, what: () => `the app to end after ${signal}:\n${this.output}` })
    } finally {
      await this.kill()
    }
  }

  async kill(): Promise<Exit> {
    this.killNow()
    return this.exited
  }

  /** Without waiting, as this process ends. */
  killNow(): void {
    if (this.exit !== undefined) return
    this.#child.kill('SIGKILL')
    this.#removeFiles()
  }

  /** Resident memory in bytes, by /proc (Linux). */
  rss(): number {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))?.[1]
    return Number(kilobytes ?? 0) * 1024
  }

  #removeFiles(): void {
    if (this.#directory !== undefined) rmSync(this.#directory, { recursive: true, force: true })
  }

  #watch(): Promise<Exit> {
    const ended = deferred<Exit>()
    const child = this.#child
    for (const name of ['stdout', 'stderr'] as const) {
      const lines = new LogLines(this.lines)
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        this[name] += text
        this.output += text
        lines.push(text)
      })
    }
    const end = (exit: Exit) => {
      this.exit ??= exit
      living.delete(this)
      this.#removeFiles()
      ended.resolve(this.exit)
    }
    child.once('error', (error) => {
      this.output += `${error.message}\n`
      end({ code: null, signal: null })
    })
    // 'close' and not 'exit': by then all of the output is here.
    child.once('close', (code, signal) => end({ code, signal }))
    return ended.promise
  }
}

/** Starts an app from its sources, in the repository's root. */
export function commandOf(runtime: RuntimeName, entry?: string): [string, ...string[]] {
  const bin = (name: string) => join(ROOT, 'node_modules', '.bin', name)
  const isNode = !('bun' in process.versions) && !('deno' in process.versions)
  switch (runtime) {
    case 'bun':
      return [bin('bun'), entry ?? 'apps/bun']
    case 'node':
      return [isNode ? process.execPath : bin('node'), entry ?? 'apps/node']
    case 'deno':
      return [bin('deno'), 'run', '-A', entry ?? 'apps/deno/main.ts']
    default:
      return runtime satisfies never
  }
}

function environment(added: AppOptions['env'] = {}): Record<string, string> {
  const { PATH, HOME } = process.env
  const base = { PATH, HOME, PORT: '0', STRAIT_LOG: 'info', STRAIT_LOG_FORMAT: 'json', DENO_NO_UPDATE_CHECK: '1' }
  const all: [string, string | undefined][] = Object.entries({ ...base, ...added })
  return Object.fromEntries(all.filter((pair): pair is [string, string] => pair[1] !== undefined))
}

let watching = false

function endChildrenWithUs(): void {
  if (watching) return
  watching = true
  const killAll = () => {
    for (const app of living) app.killNow()
  }
  process.on('exit', killAll)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      killAll()
      process.kill(process.pid, signal)
    })
  }
}

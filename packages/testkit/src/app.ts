import { type AppOptions, AppProcess, type Exit, type RuntimeName } from './app-process.ts'
import type { LogLine } from './log-lines.ts'
import { until } from './wait.ts'

export interface App {
  readonly port: number
  readonly url: string
  readonly pid: number
  readonly process: AppProcess
  /** Everything the app wrote, both outputs in order. */
  logs(): string
  /** The lines of it that are JSON objects. */
  lines(): LogLine[]
  /** The first JSON line, past or coming, that fits. */
  waitForLog(predicate: (line: LogLine) => boolean, timeoutMs?: number): Promise<LogLine>
  /** Replaces the config file's text. */
  rewriteConfig(text: string): void
  /** Rewrites the config and waits until it is in effect. */
  reload(text: string): Promise<void>
  signal(signal: NodeJS.Signals): void
  stop(signal?: NodeJS.Signals): Promise<Exit>
  kill(): Promise<Exit>
  /** Resident memory in bytes. */
  rss(): number
}

/** Whole lines only: a port whose last digits are still on their way is another port. */
const LISTENING = /listening.*?(https?:\/\/\S+?:(\d+)).*\n/i

/** Starts an app and waits until it says where it listens; fails with its whole output if it does not. */
export async function startApp(runtime: RuntimeName, options: AppOptions = {}): Promise<App> {
  const child = new AppProcess(runtime, options)
  const timeoutMs = options.timeoutMs ?? 20_000
  const what = () => `the ${runtime} app to listen; it wrote:\n${child.output}`
  try {
    const found = await until(() => LISTENING.exec(child.stdout) ?? LISTENING.exec(child.stderr) ?? child.exit, {
      timeoutMs,
      what,
    })
    if ('code' in found) {
      throw new Error(`the ${runtime} app ended (${found.code ?? found.signal}) before it listened:\n${child.output}`)
    }
    return appOf(child, found[1] as string, Number(found[2]))
  } catch (error) {
    await child.kill()
    throw error
  }
}

/** Runs an app's command to its end, as for `check` or a config that must be refused. */
export async function runApp(runtime: RuntimeName, options: AppOptions = {}): Promise<AppProcess & { exit: Exit }> {
  const child = new AppProcess(runtime, options)
  const timeoutMs = options.timeoutMs ?? 20_000
  try {
    await until(() => child.exit, { timeoutMs, what: () => `the command to end; it wrote:\n${child.output}` })
  } finally {
    await child.kill()
  }
  return child as AppProcess & { exit: Exit }
}

function appOf(child: AppProcess, url: string, port: number): App {
  return {
    port,
    url,
    pid: child.pid,
    process: child,
    logs: () => child.output,
    lines: () => [...child.lines],
    waitForLog: (predicate, timeoutMs = 5_000) =>
      until(() => child.lines.find(predicate), { timeoutMs, what: () => `a log line; it wrote:\n${child.output}` }),
    rewriteConfig: (text) => child.rewriteConfig(text),
    reload: (text) => reload(child, text),
    signal: (signal) => child.signal(signal),
    stop: (signal) => child.stop(signal),
    kill: () => child.kill(),
    rss: () => child.rss(),
  }
}

async function reload(child: AppProcess, text: string): Promise<void> {
  // The watcher reloads as well, for this change or late for the one before: only the signal's own line tells.
  const bySignal = () =>
    child.lines.filter((line) => line['message'] === 'config reloaded' && String(line['why']).includes('SIGHUP')).length
  const before = bySignal()
  child.rewriteConfig(text)
  child.signal('SIGHUP')
  await until(() => bySignal() > before, { timeoutMs: 10_000, what: () => `the reload; it wrote:\n${child.output}` })
}

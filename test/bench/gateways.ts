import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type App, AppProcess, type RuntimeName, startApp } from '@strait/testkit'
import type { Contender, Upstreams } from './bench.ts'
import { type Cores, onGatewayCore } from './cores.ts'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** Silent, and without what the caller's own environment may say. */
const ENV = { STRAIT_LOG: undefined, STRAIT_LOG_FORMAT: 'json', NODE_ENV: 'production' }

export interface StraitOptions {
  readonly listen?: string
  /** Further lines of the config. */
  readonly config?: string
  readonly log?: 'warn' | 'error'
}

export interface Gateway extends Contender {
  readonly app: App
}

/** A provider with a held key: the everyday use, and the fairest to hold against a relay that does nothing. */
export function straitConfig(
  upstreams: Upstreams,
  { listen = '127.0.0.1:0', config = '', log = 'error' }: StraitOptions = {},
): string {
  return `listen: ${listen}
log: ${log}
providers:
  up: { type: openai, url: http://127.0.0.1:${upstreams.plain}/up/v1, key: sk-bench-upstream }
  sse: { type: openai, url: http://127.0.0.1:${upstreams.streams}/sse/v1, key: sk-bench-upstream }
${config}`
}

export async function startStrait(
  runtime: RuntimeName,
  cores: Cores,
  upstreams: Upstreams,
  options: StraitOptions = {},
): Promise<Gateway> {
  const command = onGatewayCore(cores, straitCommand(runtime))
  const app = await startApp(runtime, { command, config: straitConfig(upstreams, options), env: ENV })
  return { name: 'strait', port: app.port, pid: app.pid, app }
}

export async function startRelay(runtime: RuntimeName, cores: Cores, upstreams: Upstreams): Promise<Gateway> {
  const origins = [upstreams.plain, upstreams.streams].map((port) => `http://127.0.0.1:${port}`)
  const command = onGatewayCore(cores, commandOf(runtime, here(`relays/${runtime}.ts`)))
  const app = await startApp(runtime, { command, args: origins, env: ENV })
  return { name: 'relay', port: app.port, pid: app.pid, app }
}

/** The app as a process whose start can be watched. */
export function spawnStrait(
  runtime: RuntimeName,
  cores: Cores,
  config: string,
  command = straitCommand(runtime),
): AppProcess {
  return new AppProcess(runtime, { command: onGatewayCore(cores, command), config, env: ENV })
}

/** The upstream of streams, and of all where there is no nginx; on the load's core, as this process is. */
export function startUpstream(): Promise<App> {
  return startApp('node', { command: [process.execPath, here('upstream.ts')] })
}

function straitCommand(runtime: RuntimeName): [string, ...string[]] {
  return commandOf(runtime, runtime === 'deno' ? 'apps/deno/main.ts' : `apps/${runtime}`)
}

function commandOf(runtime: RuntimeName, entry: string): [string, ...string[]] {
  const program = join(ROOT, 'node_modules', '.bin', runtime)
  return runtime === 'deno' ? [program, 'run', '-A', '--no-check', entry] : [program, entry]
}

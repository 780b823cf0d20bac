import { type FileRead, formatProblems, loadConfig } from '@strait/config'
import { compilePlan } from '@strait/config/compile'
import { createGateway, State } from '@strait/core'
import { CacheStores } from './cache-stores.ts'
import { exchangeLog } from './log/exchange-log.ts'
import { logLevel } from './log/level.ts'
import { createLogger, enabled } from './log/logger.ts'
import { egressProxies } from './proxy/egress-proxies.ts'
import { createRuntime } from './runtime.ts'
import { startTracing } from './trace.ts'
import { createFetchTransport } from './transport/fetch.ts'
import type { Transport } from './transport/wire.ts'
import { version } from './version.ts'

export interface EdgeOptions {
  env(name: string): string | undefined
  /** All of it, for the standard OTEL_* variables. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Only called where the config names a file. */
  readFile(path: string): FileRead
  /** Keeps the isolate alive until the promise ends, where the platform can. */
  defer(promise: Promise<unknown>): void
}

type Fetch = (request: Request, peer?: string) => Promise<Response>

/**
 * Strait where there is no process to run: no flags, no config file, no watcher, no signals, no disk. The config
 * stands in `STRAIT_CONFIG`; spans leave as each exchange ends, since nobody says when the isolate will.
 */
export async function createEdge(options: EdgeOptions): Promise<Fetch> {
  const { env, readFile, defer } = options
  const text = env('STRAIT_CONFIG') ?? ''
  const result = await loadConfig({ text, source: 'STRAIT_CONFIG', env, readFile })
  if (result.kind === 'invalid') throw new Error(formatProblems(result.problems))
  const { config } = result
  if (config.access === undefined && !config.allow_anonymous) throw new Error(EXPOSED)
  const logger = createLogger({ level: logLevel({}, env, config), format: 'json', write: print })
  const warn = (message: string) => logger.log('warn', message)
  const { proxyFor, resolvedElsewhere, warnings } = egressProxies(config, env)
  for (const warning of warnings) warn(warning)
  const transport = config.transport === 'fetch' ? createFetchTransport() : await onSockets()
  const runtime = { ...createRuntime(transport, proxyFor), defer }
  const telemetry = await startTracing(config, runtime, {
    environment: options.environment,
    flushEach: true,
    defer,
    warn,
  })
  const caches = new CacheStores()
  const cache = await caches.for(config, { configFile: undefined, warn })
  await caches.putInEffect(cache)
  // The platform decides who reaches it: an isolate is never on loopback.
  const { plan } = await compilePlan({
    config,
    version,
    loopback: false,
    cacheStore: cache.store,
    resolvedElsewhere,
    observers: enabled(logger, 'info') ? [exchangeLog(logger)] : [],
    tracer: telemetry?.tracer,
    wire: undefined,
  })
  const state = new State(runtime.clock)
  state.ready = true
  return createGateway(plan, runtime, state).fetch
}

/** Loaded where it is asked for alone: a place without sockets may not have its modules. Node's come with the first connection. */
async function onSockets(): Promise<Transport> {
  const [{ createTransport }, { lazyDial }] = await Promise.all([
    import('./transport/wire.ts'),
    import('./dial/lazy-dial.ts'),
  ])
  return createTransport(lazyDial(async () => (await import('./dial/node-dial.ts')).nodeDial))
}

const EXPOSED = `strait: everyone can reach a deployment, and nothing in STRAIT_CONFIG says who may call.
Add access: { keys: [{ name: me, key: "\${STRAIT_KEY}" }] }, or allow_anonymous: true`

function print(line: string): void {
  console.log(line.trimEnd())
}

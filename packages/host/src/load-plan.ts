import { readFileSync } from 'node:fs'
import { type Config, type FileRead, type ForeignFile, formatProblems, loadConfig } from '@strait/config'
import { type Compiled, compilePlan } from '@strait/config/compile'
import type { Runtime } from '@strait/core'
import type { Telemetry } from '@strait/telemetry'
import type { ListenTls } from './app.ts'
import type { CacheStores, ChosenStore } from './cache-stores.ts'
import { type ConfigSource, type Environment, readSource, reason, type Variables } from './config-source.ts'
import { checkExposure, isLoopback } from './exposure.ts'
import { addressFromEnv } from './listen-address.ts'
import { exchangeLog } from './log/exchange-log.ts'
import { enabled, type Logger } from './log/logger.ts'
import { wireLog } from './log/wire-log.ts'
import { egressProxies } from './proxy/egress-proxies.ts'
import type { ProxyFor } from './proxy/proxy-for.ts'
import { StartError } from './start-error.ts'
import { startTracing } from './trace.ts'
import { version } from './version.ts'
import { stampOf } from './watch.ts'

export interface LoadContext {
  readonly runtime: Runtime
  readonly variables: Variables
  readonly source: ConfigSource
  readonly logger: Logger
  /** Settings of other gateways' files that the command line accepts as not enforced. */
  readonly accepted: readonly string[]
  /** Over reloads; undefined where nothing is served, only looked at. */
  readonly caches?: CacheStores | undefined
}

export interface Address {
  readonly hostname: string
  readonly port: number
  readonly tls: ListenTls | undefined
  readonly doors: readonly string[] | undefined
  /** What the config calls it. */
  readonly name?: string | undefined
}

export interface Loaded extends Compiled {
  readonly config: Config
  readonly listen: readonly Address[]
  readonly telemetry: Telemetry | undefined
  /** Of the stores in the context. */
  readonly cache: ChosenStore | undefined
  readonly proxyFor: ProxyFor | undefined
  readonly warnings: readonly string[]
  /** Files of other gateways, and what of them is not used or works differently. */
  readonly foreign: readonly ForeignFile[]
  readonly notes: readonly string[]
  /** Variables of the environment that took effect without the config naming them. */
  readonly used: readonly string[]
  /** Files that the config consists of (itself, secrets, certificates), and a stamp of each from before it was read. */
  readonly files: ReadonlyMap<string, string>
  /** Nothing stands in the config file itself. */
  readonly blank: boolean
}

/** A config that may be used, and what was seen on the way. */
export type Judged = Pick<Loaded, 'config' | 'warnings' | 'foreign' | 'notes' | 'files' | 'blank'>

/** What is really open while Strait runs, whatever `wanted` says; throws where that would let in more than it may. */
export type Opened = (config: Config, wanted: readonly Address[]) => readonly Address[]

/**
 * Reads and judges the config. Every problem in it is told at once. `files` gets each that was looked for with its
 * stamp, also where the config is refused: they are what will mend it.
 */
export async function loadConfigFrom(
  source: ConfigSource,
  env: Environment,
  accepted: readonly string[],
  files = new Map<string, string>(),
): Promise<Judged> {
  if (source.kind === 'file') files.set(source.file, stampOf(source.file))
  const text = await readSource(source)
  const name = source.kind === 'file' ? source.file : 'STRAIT_CONFIG'
  const fileOf = new Map<string, string>()
  const readFile = (path: string): FileRead => {
    if (!files.has(path)) files.set(path, stampOf(path))
    const read = readConfigFile(path)
    if (read.kind === 'ok') fileOf.set(read.text, path)
    return read
  }
  const result = await loadConfig({ text, source: name, env, readFile, acceptUnenforced: accepted })
  if (result.kind === 'invalid') throw new StartError(formatProblems(result.problems), 2)
  const { config, foreign } = result
  if (config.listen?.some(({ tls }) => tls !== undefined)) {
    const { checkCertificates } = await import('./certificates.ts')
    checkCertificates(name, config.listen, (pem) => fileOf.get(pem))
  }
  const warnings = result.warnings.map((warning) => formatProblems([warning]))
  const notes = result.notes.map(({ file, line, path, message }) => `${file}:${line}: ${path}: ${message}`)
  return { config, warnings, foreign, notes, files, blank: isBlank(text) }
}

/** No line but comments. */
function isBlank(text: string): boolean {
  return text.split('\n').every((line) => /^\s*(?:#.*)?$/.test(line))
}

/** A file that the config names. */
export function readConfigFile(path: string): FileRead {
  try {
    return { kind: 'ok', text: readFileSync(path, 'utf8') }
  } catch (error) {
    return { kind: 'failed', reason: reason(error) }
  }
}

/** All that hangs on a config: plan, listeners' addresses, telemetry. A reload says what is open. */
export async function makePlan(judged: Judged, context: LoadContext, opened?: Opened): Promise<Loaded> {
  const { config, warnings } = judged
  const { variables, logger, caches, source } = context
  const configFile = source.kind === 'file' ? source.file : undefined
  const warn = (message: string) => logger.log('warn', message)
  const env: Environment = (name) => variables[name]
  const fromEnv = addressFromEnv(env)
  const listen = config.listen?.map(toAddress) ?? [{ ...fromEnv, tls: undefined, doors: undefined }]
  checkExposure({ config, listen })
  const proxies = egressProxies(config, env)
  const open = opened?.(config, listen) ?? listen
  const loopback = open.every(({ hostname }) => isLoopback(hostname))
  const cache = await caches?.for(config, { configFile, warn })
  const telemetry = await startTracing(config, context.runtime, {
    environment: variables,
    warn,
  })
  let compiled: Compiled
  try {
    compiled = await compilePlan({
      config,
      cacheStore: cache?.store,
      version,
      loopback,
      resolvedElsewhere: proxies.resolvedElsewhere,
      observers: enabled(logger, 'info') ? [exchangeLog(logger)] : [],
      tracer: telemetry?.tracer,
      wire: enabled(logger, 'debug') ? wireLog(logger) : undefined,
    })
  } catch (error) {
    // Nobody else knows of it yet.
    await telemetry?.shutdown().catch(() => {})
    throw error
  }
  const used = config.listen === undefined ? fromEnv.used : []
  return {
    ...compiled,
    ...judged,
    listen,
    telemetry,
    cache,
    proxyFor: proxies.proxyFor,
    warnings: [...warnings, ...proxies.warnings],
    used: [...used, ...proxies.used, ...straitVariables(env)],
  }
}

function toAddress({ address, tls, doors, name }: NonNullable<Config['listen']>[number]): Address {
  return {
    ...address,
    tls: tls === undefined ? undefined : { cert: tls.cert, key: tls.key.reveal(), clientCa: tls.client_ca },
    doors,
    name,
  }
}

function straitVariables(env: Environment): string[] {
  return ['STRAIT_LOG', 'STRAIT_LOG_FORMAT'].flatMap((name) => (env(name) ? [`${name}=${env(name)}`] : []))
}

import process from 'node:process'
import type { Listener } from './app.ts'
import { type LoadContext, type Loaded, loadConfigFrom, makePlan } from './load-plan.ts'
import { StartError } from './start-error.ts'
import { type FileWatch, watchFile } from './watch.ts'

export interface ReloadOptions {
  readonly context: LoadContext
  readonly loaded: Loaded
  readonly listeners: readonly Listener[]
  readonly swap: (next: Loaded) => Promise<void>
}

/**
 * A changed file or SIGHUP: a valid config takes the place of the old one between two requests; an invalid one
 * is told, and the old one stays.
 */
export class Reloader {
  readonly #options: ReloadOptions
  #current: Loaded
  readonly #watched = new Map<string, FileWatch>()
  #busy = false
  /** Why one more is needed behind the one that is under way. */
  readonly #again = new Set<string>()

  constructor(options: ReloadOptions) {
    this.#options = options
    this.#current = options.loaded
  }

  start(): void {
    process.on('SIGHUP', () => void this.reload('SIGHUP'))
    this.#watch(this.#current.files)
  }

  #watch(files: ReadonlyMap<string, string>): void {
    for (const [file, stamp] of files) {
      const watch = this.#watched.get(file)
      if (watch !== undefined) watch.seen(stamp)
      else
        this.#watched.set(
          file,
          watchFile(file, stamp, () => void this.reload(`${file} has changed`)),
        )
    }
  }

  #watchOnly(files: ReadonlyMap<string, string>): void {
    for (const [file, watch] of this.#watched) {
      if (files.has(file)) continue
      watch.stop()
      this.#watched.delete(file)
    }
    this.#watch(files)
  }

  async reload(why: string): Promise<void> {
    // One at a time; what comes meanwhile makes one more, and that one says why.
    this.#again.add(why)
    if (this.#busy) return
    this.#busy = true
    try {
      while (this.#again.size > 0) {
        const reasons = [...this.#again].join('; ')
        this.#again.clear()
        await this.#reloadOnce(reasons)
      }
    } finally {
      this.#busy = false
    }
  }

  async #reloadOnce(why: string): Promise<void> {
    const { context, swap, listeners } = this.#options
    const { logger } = context
    const files = new Map<string, string>()
    let next: Loaded
    try {
      const env = (name: string) => context.variables[name]
      next = await makePlan(await loadConfigFrom(context.source, env, context.accepted, files), context)
    } catch (error) {
      // What is watched already stays so: any of them may be what mends it.
      this.#watch(files)
      const told = error instanceof StartError ? error.message : String(error)
      logger.log('error', 'the changed config is refused; the old one stays', { why, problems: told })
      return
    }
    const before = this.#current
    await swap(next)
    this.#current = next
    this.#watchOnly(next.files)
    logger.log('info', 'config reloaded', { why })
    for (const warning of restartWarnings(before, next)) logger.log('warn', warning)
    renew(listeners, before, next, (message) => logger.log('warn', message))
    await before.telemetry?.shutdown()
  }
}

function places(loaded: Loaded): string {
  return JSON.stringify(loaded.listen.map(({ hostname, port, doors, name }) => [hostname, port, doors, name]))
}

function restartWarnings(before: Loaded, next: Loaded): string[] {
  const warnings: string[] = []
  if (places(before) !== places(next))
    warnings.push('`listen` has changed: that needs a restart; the old address stays')
  if (before.config.transport !== next.config.transport)
    warnings.push('`transport` has changed: that needs a restart; the old one stays')
  const same = JSON.stringify(before.config.timeouts.client) === JSON.stringify(next.config.timeouts.client)
  if (!same) warnings.push('`timeouts.client` has changed: `head` and `keep_alive` need a restart')
  return warnings
}

/** New certificates go live on the open port where the runtime can do that. */
function renew(listeners: readonly Listener[], before: Loaded, next: Loaded, warn: (message: string) => void): void {
  listeners.forEach((listener, i) => {
    const tls = next.listen[i]?.tls
    if (tls === undefined || JSON.stringify(tls) === JSON.stringify(before.listen[i]?.tls)) return
    if (!listener.renew(tls)) warn('the certificate has changed: on this runtime that needs a restart')
  })
}

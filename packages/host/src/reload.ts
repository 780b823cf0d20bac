import process from 'node:process'
import type { Listener } from './app.ts'
import { type LoadContext, type Loaded, loadConfigFrom, makePlan } from './load-plan.ts'
import { OpenPlaces } from './open-places.ts'
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
  readonly #open: OpenPlaces
  readonly #watched = new Map<string, FileWatch>()
  #busy = false
  /** Why one more is needed behind the one that is under way. */
  readonly #again = new Set<string>()

  constructor(options: ReloadOptions) {
    this.#options = options
    this.#current = options.loaded
    this.#open = new OpenPlaces(options.listeners, options.loaded.listen)
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
    } catch (error) {
      // Nobody waits for a reload: what it throws would end the process.
      this.#tell('a reload has failed on its way', { why, problems: told(error) })
    } finally {
      this.#busy = false
    }
  }

  async #reloadOnce(why: string): Promise<void> {
    const files = new Map<string, string>()
    const before = this.#current
    let next: Loaded | undefined
    try {
      next = await this.#load(files)
      await this.#options.swap(next)
    } catch (error) {
      // What is watched already stays so: any of them may be what mends it.
      this.#watch(files)
      this.#tell('the changed config is refused; the old one stays', { why, problems: told(error) })
      if (next !== undefined) await this.#takeBack(next)
      return
    }
    this.#current = next
    this.#watchOnly(next.files)
    const { logger } = this.#options.context
    logger.log('info', 'config reloaded', { why })
    const changes = [...this.#open.changes(next.listen), ...restartWarnings(before, next)]
    for (const warning of [...changes, ...this.#open.renew(next.listen)]) logger.log('warn', warning)
    await this.#endTracing(before)
  }

  async #load(files: Map<string, string>): Promise<Loaded> {
    const { context } = this.#options
    const { config, blank } = this.#current
    const env = (name: string) => context.variables[name]
    const judged = await loadConfigFrom(context.source, env, context.accepted, files)
    // Whoever writes a file by emptying it first would take access and providers away for that moment.
    if (judged.blank && !blank) throw new StartError(EMPTY, 2)
    return makePlan(judged, context, (next, wanted) => this.#open.judge(next, wanted, config))
  }

  /** The swap may have come half its way. */
  async #takeBack(next: Loaded): Promise<void> {
    try {
      await this.#options.swap(this.#current)
    } catch (error) {
      this.#tell('the old config could not be put back whole; a restart is safe', { problems: told(error) })
    }
    await this.#endTracing(next)
  }

  async #endTracing({ telemetry }: Loaded): Promise<void> {
    try {
      await telemetry?.shutdown()
    } catch (error) {
      this.#tell('tracing by a config that is no longer in effect did not end well', { problems: told(error) })
    }
  }

  #tell(message: string, fields: Record<string, unknown>): void {
    this.#options.context.logger.log('error', message, fields)
  }
}

const EMPTY = `the file is empty; the config of before stays.
To do without a config, start Strait anew: nothing would say any more who may call, and for whom.`

function told(error: unknown): string {
  return error instanceof StartError ? error.message : String(error)
}

function restartWarnings(before: Loaded, next: Loaded): string[] {
  const warnings: string[] = []
  if (before.config.transport !== next.config.transport)
    warnings.push('`transport` has changed: that needs a restart; the old one stays')
  const same = JSON.stringify(before.config.timeouts.client) === JSON.stringify(next.config.timeouts.client)
  if (!same) warnings.push('`timeouts.client` has changed: `head` and `keep_alive` need a restart')
  return warnings
}

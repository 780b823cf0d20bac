import type { Config } from '@strait/config'
import type { CacheStore } from '@strait/core'
import { lazyStore } from './lazy-store.ts'
import { StartError } from './start-error.ts'

export interface CacheStoreContext {
  /** The config file: paths in it lead from there. undefined: from where the program runs. */
  readonly configFile: string | undefined
  readonly warn: (message: string) => void
}

/** What a config wants of the stores. */
export interface ChosenStore {
  /** undefined where nothing of it is ever cached. */
  readonly store: CacheStore | undefined
  readonly name: string | undefined
}

interface Place {
  readonly name: string
  readonly file: string | undefined
}

/**
 * The stores that configs name, over reloads: what is kept stays as long as the config in effect names the same one.
 * Nothing of a store is loaded before it is wanted.
 */
export class CacheStores {
  readonly #open = new Map<string, Promise<CacheStore>>()
  #inEffect: string | undefined

  /**
   * Opened at once where a route wants one; where only requests may, when the first of them does; else not at all.
   * Throws a StartError where it can't be had. Stores of other configs stay as they are until this one is in effect.
   */
  async for({ cache, routes, doors }: Config, context: CacheStoreContext): Promise<ChosenStore> {
    const place = await placeOf(cache, context)
    const { name } = place
    const open = () => this.#opened(place, cache, context.warn)
    if (routes.some((route) => route.cache !== undefined)) return { name, store: await open() }
    if (!cache.asked || !doors.dialects) return { name: undefined, store: undefined }
    const store = lazyStore(() => {
      // An exchange that began under a config of before must not open again what is closed.
      return this.#inEffect === name ? open() : Promise.reject(new Error('the config has another cache by now'))
    })
    return { name, store }
  }

  /** All other stores are closed: whoever still has one finds nothing in it, and asks upstream. */
  async putInEffect({ name }: Pick<ChosenStore, 'name'>): Promise<void> {
    this.#inEffect = name
    const others = [...this.#open].filter(([other]) => other !== name)
    for (const [other] of others) this.#open.delete(other)
    // One that could not be opened has been told to whoever asked for it.
    for (const [, store] of others) {
      await store.then(
        (open) => open.close?.(),
        () => {},
      )
    }
  }

  /** Writes what is still to be written. */
  async close(): Promise<void> {
    await this.putInEffect({ name: undefined })
  }

  #opened({ name, file }: Place, { bytes, entries }: Config['cache'], warn: (message: string) => void) {
    const open = this.#open.get(name)
    if (open !== undefined) return open
    const opening = file === undefined ? inMemory(bytes, entries) : inFile(file, bytes, warn)
    this.#open.set(name, opening)
    opening.catch(() => {
      if (this.#open.get(name) === opening) this.#open.delete(name)
    })
    return opening
  }
}

async function placeOf({ store, bytes, entries }: Config['cache'], context: CacheStoreContext): Promise<Place> {
  if (store.kind === 'memory') return { name: JSON.stringify(['memory', bytes, entries]), file: undefined }
  const file = await fileOf(store.file, context)
  return { name: JSON.stringify(['sqlite', file, bytes]), file }
}

/** A place without files has no use for their paths. */
async function fileOf(file: string, { configFile }: CacheStoreContext): Promise<string> {
  const { dirname, resolve } = await import('node:path')
  return resolve(configFile === undefined ? '.' : dirname(configFile), file)
}

async function inMemory(bytes: number, entries: number): Promise<CacheStore> {
  const { memoryCache } = await import('@strait/stores')
  return memoryCache({ bytes, entries })
}

async function inFile(file: string, bytes: number, warn: (message: string) => void): Promise<CacheStore> {
  const { sqliteCache, StoreError } = await sqlite()
  try {
    return sqliteCache({ file, bytes, warn })
  } catch (error) {
    if (error instanceof StoreError) throw new StartError(`strait: ${error.message}`, 1)
    throw error
  }
}

/** `node:sqlite` is in Bun, in Deno, and in Node from 22.13. */
function sqlite() {
  return import('@strait/stores/sqlite').catch((cause: unknown) => {
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new StartError(`strait: this runtime has no SQLite for the cache (${said}). Use cache: { store: memory }.`, 1)
  })
}

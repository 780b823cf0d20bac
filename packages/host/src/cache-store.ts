import type { CacheStore } from '@strait/core'
import { StartError } from './start-error.ts'

/** `cache` of the config, as far as it says where answers are kept. */
export interface CacheStoreSettings {
  readonly store: { readonly kind: 'memory' } | { readonly kind: 'sqlite'; readonly file: string }
  readonly bytes: number
  readonly entries: number
}

export interface CacheStoreContext {
  /** The config file: paths in it lead from there. undefined: from where the program runs. */
  readonly configFile: string | undefined
  readonly warn: (message: string) => void
}

/**
 * The store that the config names, over reloads: what is kept stays as long as the config names the same one. Nothing
 * of it is loaded before one is asked for.
 */
export class OpenCacheStore {
  #open: { readonly name: string; readonly store: CacheStore } | undefined

  /** Throws a StartError where it can't be had; the one of before stays then. */
  async of({ store, bytes, entries }: CacheStoreSettings, context: CacheStoreContext): Promise<CacheStore> {
    const file = store.kind === 'sqlite' ? await fileOf(store.file, context) : undefined
    const name = JSON.stringify([file, bytes, file === undefined ? entries : undefined])
    if (this.#open?.name === name) return this.#open.store
    const opened = file === undefined ? await inMemory(bytes, entries) : await inFile(file, bytes, context.warn)
    const before = this.#open
    this.#open = { name, store: opened }
    // Whoever still has it finds nothing in it, and asks upstream.
    await before?.store.close?.()
    return opened
  }

  /** Writes what is still to be written. */
  async close(): Promise<void> {
    const open = this.#open
    this.#open = undefined
    await open?.store.close?.()
  }
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

/** A store that can't be had as it is configured. The message is for whoever starts the program. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}

/** What SQLite calls a file that it can't make sense of. Deno gives no codes, so it goes by the words. */
export function isDamage(error: unknown): boolean {
  return /not a database|malformed|corrupt/i.test(wordsOf(error))
}

/** Another process is writing: it will be over soon. */
export function isBusy(error: unknown): boolean {
  return /database (?:table )?is locked|busy/i.test(wordsOf(error))
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

import type { CacheStore } from '@strait/core'

/** A store that is opened when it is first asked: most configs never need it. One that can't be opened keeps nothing. */
export function lazyStore(open: () => Promise<CacheStore>): CacheStore {
  let opened: CacheStore | undefined
  let opening: Promise<CacheStore> | undefined
  const store = (): Promise<CacheStore> => {
    opening ??= open().then((made) => {
      opened = made
      return made
    })
    return opening
  }
  return {
    digest: (head, body) => opened?.digest(head, body) ?? store().then((made) => made.digest(head, body)),
    get: (key) => (opened === undefined ? store().then((made) => made.get(key)) : opened.get(key)),
    // There is no answer to keep before it was asked for one.
    put: (key, answer) => opened?.put(key, answer),
  }
}

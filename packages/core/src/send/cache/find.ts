import type { Kit } from '../../kit.ts'
import { countFailure } from './rules.ts'
import type { CachedAnswer, CacheStore } from './store.ts'

/** ms that a request waits for a store. One that is slower than that is no help: the provider answers meanwhile. */
const PATIENCE = 250

/** What the store has; nothing, where it fails or is too slow. */
export function find(
  key: string,
  store: CacheStore,
  kit: Kit,
): CachedAnswer | undefined | Promise<CachedAnswer | undefined> {
  try {
    const found = store.get(key)
    return found instanceof Promise ? inTime(found, kit) : found
  } catch {
    countFailure(kit)
    return undefined
  }
}

function inTime(found: Promise<CachedAnswer | undefined>, kit: Kit): Promise<CachedAnswer | undefined> {
  return new Promise((resolve) => {
    const give = (answer: CachedAnswer | undefined) => {
      deadline.clear()
      resolve(answer)
    }
    const fail = () => {
      countFailure(kit)
      give(undefined)
    }
    const deadline = kit.state.deadlines.after(PATIENCE, fail)
    // After the deadline it makes no difference any more.
    found.then(give, () => fail())
  })
}

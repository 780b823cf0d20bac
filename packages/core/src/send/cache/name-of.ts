import type { Admitted } from '../../exchange.ts'
import type { Kit } from '../../kit.ts'
import { after } from '../../web/after.ts'
import { requestHead } from './request-head.ts'
import { type CacheRules, countFailure } from './rules.ts'

export interface Named {
  readonly key: string
  /** The request's body, whole. */
  readonly bytes: Uint8Array
}

/** undefined where the body is larger than what is held to be compared, or the store can't name it. */
export function nameOf(
  exchange: Admitted,
  rules: CacheRules,
  kit: Kit,
): Named | undefined | Promise<Named | undefined> {
  return after(exchange.body.peek(rules.maxRequest + 1), digested)

  function digested({ bytes, whole }: Seen): Named | undefined | Promise<Named | undefined> {
    if (!whole || bytes.length > rules.maxRequest) return undefined
    const named = (key: string): Named => ({ key, bytes })
    // An identity that can't be told is the request's trouble, not the store's.
    const head = requestHead(exchange, rules)
    try {
      const key = rules.store.digest(head, bytes)
      return key instanceof Promise ? key.then(named, failed) : named(key)
    } catch {
      return failed()
    }
  }

  function failed(): undefined {
    countFailure(kit)
    return undefined
  }
}

interface Seen {
  readonly bytes: Uint8Array
  readonly whole: boolean
}

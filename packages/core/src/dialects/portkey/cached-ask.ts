import type { Sender } from '../../plan.ts'
import { custom } from '../../providers/custom.ts'
import { cached } from '../../send/cache/cached.ts'
import type { Ask } from './ask.ts'
import type { Found } from './find-provider.ts'
import type { PortkeyOptions } from './options.ts'

/** A cache before one target, where what asks for the target asks for that too. */
export function cachedAsk(send: Sender, ask: Ask, { name, entry, provider }: Found, options: PortkeyOptions): Sender {
  const { cache } = ask.policies
  if (cache === undefined || options.cache === undefined) return send
  const { maxAge } = cache
  return cached(send, {
    ...options.cache,
    identity: JSON.stringify([name, entry?.identity, ask.option, textsOf(ask), ask.policies.override]),
    unknownCalls: provider === custom,
    ask: ({ spoken }) => ({ maxAge, refresh: spoken?.refresh === true }),
  })
}

/** All that chooses place and credential. It is hashed with a key before it is kept. */
function textsOf({ said }: Ask): readonly (readonly [string, string])[] {
  return [...said].map(([key, { text }]) => [key, text])
}

import { compileStar, compileTriggers, type Manner, RETRY, type TargetKey } from '@strait/core'
import type { BreakerConfig } from '../schema/breaker.ts'
import type { ProviderConfig } from '../schema/provider.ts'
import type { RetryConfig } from '../schema/retry.ts'
import type { Policies, Upstream } from '../schema/target.ts'
import type { ProviderEntry } from './provider-entries.ts'

/** What a target says itself, else what stands above it in the tree, else its provider. */
export function mannerOf(
  entry: ProviderEntry,
  id: string,
  own: Pick<Upstream, 'concurrency'> & Policies,
  inherited: Policies,
): Manner {
  const { settings } = entry
  return {
    ...policiesOf(own, { ...settings, ...definedOf(inherited) }),
    keys: keysOf(settings),
    keysBy: settings.keys_by,
    keysSticky: settings.keys_sticky,
    room: roomOf(entry, id, own),
    health: settings.health === undefined ? undefined : healthOf(entry.name, settings.health),
  }
}

/** What of it is no matter of the provider. */
export function policiesOf(own: Policies, above: Policies): Pick<Manner, 'retry' | 'breaker' | 'hedge'> {
  const breaker = own.breaker ?? above.breaker
  const again = own.retry ?? above.retry
  const second = own.hedge ?? above.hedge
  return {
    retry: again === undefined ? undefined : retryOf(again),
    breaker: breaker === undefined || breaker === 'off' ? undefined : breakerOf(breaker),
    hedge: second === undefined || second === 'off' ? undefined : { after: second.after },
  }
}

function definedOf({ retry, breaker, hedge }: Policies): Policies {
  return {
    ...(retry === undefined ? {} : { retry }),
    ...(breaker === undefined ? {} : { breaker }),
    ...(hedge === undefined ? {} : { hedge }),
  }
}

function keysOf({ keys }: ProviderConfig): TargetKey[] | undefined {
  return keys?.map(({ key, name, weight, models }, i) => ({
    credential: { kind: 'key', key },
    label: name ?? `key ${i + 1}`,
    weight,
    models: models?.map(compileStar),
  }))
}

function retryOf(retry: RetryConfig): Manner['retry'] {
  return {
    attempts: retry.attempts,
    on: retry.on === undefined ? RETRY : compileTriggers(retry.on),
    backoff: retry.backoff,
    useRetryAfter: retry.use_retry_after_header,
    longestWait: retry.longest_wait,
  }
}

function breakerOf({ failures, rate, rest, longest, probes }: BreakerConfig): Manner['breaker'] {
  const share = rate === undefined ? undefined : { share: rate.share / 100, of: rate.of, within: rate.within }
  return { consecutive: failures, rate: share, rest, longest, probes }
}

/** A room of its own where the target says so; else that of its provider, which all its targets share. */
function roomOf(
  { name: provider, settings }: ProviderEntry,
  id: string,
  own: Pick<Upstream, 'concurrency'>,
): Manner['room'] {
  const asked = own.concurrency ?? settings.concurrency
  if (asked === undefined) return undefined
  const { most: places, queue, wait } = asked
  return { name: own.concurrency === undefined ? `provider ${provider}` : id, places, queue, wait }
}

function healthOf(name: string, health: NonNullable<ProviderConfig['health']>): Manner['health'] {
  const { path, every, timeout, down_after: downAfter, up_after: upAfter } = health
  return { name, path, every, timeout, downAfter, upAfter }
}

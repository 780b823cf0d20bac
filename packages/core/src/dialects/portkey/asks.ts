import type { Caller } from '../../exchange.ts'
import { type CompiledAsk, compileAsk } from './compile-ask.ts'
import type { Controls } from './controls.ts'
import type { PortkeyOptions } from './options.ts'

/**
 * What controls come to, worked out once for each caller: what one may, another may not. undefined where neither they nor
 * the slug name a provider.
 */
export function askOf(
  controls: Controls,
  caller: Caller,
  slug: string | undefined,
  options: PortkeyOptions,
): CompiledAsk | undefined {
  const name = caller.kind === 'key' ? caller.name : ''
  const key = slug === undefined ? name : `${name}\n${slug}`
  const known = controls.asks.get(key)
  if (known !== undefined) return known
  const compiled = compileAsk({ controls: controls.said, caller, slug }, options)
  if (compiled !== undefined) controls.asks.set(key, compiled)
  return compiled
}

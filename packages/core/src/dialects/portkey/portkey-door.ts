import { GatewayError } from '../../errors.ts'
import type { Identified, Match } from '../../exchange.ts'
import type { Matcher } from '../../plan.ts'
import { detect } from '../../providers/detect.ts'
import { askOf } from './asks.ts'
import type { CompiledAsk, PathRead } from './compile-ask.ts'
import { headerOf } from './control-names.ts'
import { behindVersion } from './custom-host.ts'
import { slugInModel } from './model-slug.ts'
import type { PortkeyOptions } from './options.ts'
import { PortkeyCaller } from './portkey-caller.ts'
import { badControl } from './refusals.ts'

/**
 * Any path, where control headers say where it goes; below `/v1` also a path whose model names a provider
 * (`@slug/model`). What says neither is for the doors behind this one.
 */
export function portkeyDoor(options: PortkeyOptions): Matcher {
  function bySlug(exchange: Identified, said: PortkeyCaller, slug: string | undefined): Match | undefined {
    const ask = slug === undefined ? undefined : askOf(said.controls, exchange.caller, slug, options)
    if (ask !== undefined) return settle(exchange, ask, `model @${slug}`)
    if (said.controls.steer)
      throw badControl(headerOf('provider'), 'it is missing. Send the name of a provider, or passthrough')
    return undefined
  }

  return {
    door: 'dialects',
    match(exchange) {
      const { spoken: said, caller } = exchange
      if (!(said instanceof PortkeyCaller)) return undefined
      const isSteered = said.controls.steer
      if (!isSteered && behindVersion(exchange.path) === exchange.path) return undefined
      if (caller.kind === 'unknown') {
        if (isSteered) throw new GatewayError(caller.code, { shape: 'openai' })
        return undefined
      }
      const ask = isSteered ? askOf(said.controls, caller, undefined, options) : undefined
      if (ask !== undefined) return settle(exchange, ask, 'control headers')
      const slug = slugInModel(exchange)
      if (slug instanceof Promise) return slug.then((late) => bySlug(exchange, said, late))
      return bySlug(exchange, said, slug)
    },
  }
}

function settle(exchange: Identified, ask: CompiledAsk, rule: string): Match {
  const { path, arrival } = exchange
  const { last } = ask
  if (last === undefined || last.path !== path || last.method !== arrival.method) ask.last = read(exchange, ask)
  const { rest, detected } = ask.last as PathRead
  return { route: ask.route, rest, detected, rule: `portkey ${rule}` }
}

/** A client calls the same few paths: what the last one came to need not be worked out again. */
function read({ path, arrival: { method } }: Identified, ask: CompiledAsk): PathRead {
  const rest = ask.rest(path)
  // What the client wrote tells more than what is left of it below a base.
  const written = detect(ask.provider, method, path)
  const found = written.operation === 'other' ? detect(ask.provider, method, rest) : written
  const detected = found.errors === 'plain' ? { ...found, errors: 'openai' as const } : found
  return { method, path, rest, detected }
}

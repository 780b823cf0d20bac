import type { CompiledAsk } from './compile-ask.ts'
import { headerNames } from './config-keys.ts'
import { GUARDING, headerOf, PREFIX, STEERING } from './control-names.ts'
import { readDefaultHeaders } from './default-headers.ts'
import { readPatience } from './read-patience.ts'
import { badControl, notBuilt } from './refusals.ts'

/** By whole names. Others (of an SDK's own, of the application's) say nothing to us. */
const KNOWN: ReadonlySet<string> = new Set(
  ['request-timeout', 'default-headers', 'cache-force-refresh', ...STEERING, ...GUARDING, ...headerNames].map(headerOf),
)

/** What the control headers of a client say that are the same with each of its requests. */
export class Controls {
  /** By what stands behind the prefix. */
  readonly said: ReadonlyMap<string, string>
  /** Whether they say where the request goes. */
  readonly steer: boolean
  readonly patience: number
  /** Not from the cache; what comes is kept. */
  readonly refresh: boolean
  /** Headers that stood packed in one; flat. */
  readonly packed: readonly string[]
  /** What they come to, by caller and slug: see `asks.ts`. */
  readonly asks = new Map<string, CompiledAsk>()

  constructor(said: ReadonlyMap<string, string>) {
    for (const name of GUARDING) if (said.has(name)) throw notBuilt(headerOf(name))
    this.said = said
    this.steer = STEERING.some((name) => said.has(name))
    const timeout = said.get('request-timeout')
    this.patience = timeout === undefined ? 0 : readPatience(timeout, headerOf('request-timeout'))
    this.refresh = /^(?:true|1|yes|on)$/i.test(said.get('cache-force-refresh') ?? '')
    const packed = said.get('default-headers')
    this.packed = packed === undefined ? [] : readDefaultHeaders(packed)
  }
}

export function isKnownControl(name: string): boolean {
  return KNOWN.has(name)
}

/** `lines`: lower-case names and values in turn. */
export function readControls(lines: readonly string[]): Controls {
  const said = new Map<string, string>()
  for (let i = 0; i < lines.length; i += 2) {
    const name = (lines[i] as string).slice(PREFIX.length)
    const value = (lines[i + 1] as string).trim()
    // Of two that disagree none can be followed.
    if (said.has(name)) throw badControl(headerOf(name), 'it was sent twice. Send it once')
    said.set(name, value)
  }
  // An empty value is what an SDK makes of an argument that was not given.
  return new Controls(new Map([...said].filter(([, value]) => value !== '')))
}

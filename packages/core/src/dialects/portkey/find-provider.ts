import type { Caller } from '../../exchange.ts'
import { custom } from '../../providers/custom.ts'
import type { Provider } from '../../providers/provider.ts'
import type { Ask } from './ask.ts'
import { headerOf } from './control-names.ts'
import { mayUse } from './may-use.ts'
import type { NamedProvider, PortkeyOptions } from './options.ts'
import { isAddressless, nameHere, PASSTHROUGH } from './provider-names.ts'
import { badControl } from './refusals.ts'

export interface Found {
  /** As it was asked for, without `@`. */
  readonly name: string
  readonly provider: Provider
  /** undefined for a name behind which stands nothing but a host. */
  readonly entry: NamedProvider | undefined
}

/** Whom the ask names; undefined where it names nobody. One that this caller may not use is as good as not there. */
export function findProvider(ask: Ask, caller: Caller, { providers }: PortkeyOptions): Found | undefined {
  const said = ask.said.get('virtual_key') ?? ask.said.get('provider')
  if (said === undefined) return undefined
  const isSlug = said.text.startsWith('@') || said.where.endsWith('virtual-key') || said.where.endsWith('virtual_key')
  const name = said.text.startsWith('@') ? said.text.slice(1) : said.text
  const found = named(name, caller, providers) ?? (isSlug ? undefined : otherwise(name, caller, providers))
  if (found !== undefined) return found
  throw badControl(said.where, isSlug ? NO_SLUG : NO_PROVIDER)
}

/** The provider that a slug in a model's name means; undefined where no provider bears it. */
export function findSlug(slug: string, caller: Caller, { providers }: PortkeyOptions): Found | undefined {
  return named(slug, caller, providers)
}

const NO_SLUG =
  'there is no provider of this name that this key may use. Its name is the one under providers in the config'
const NO_PROVIDER = `there is no such provider. Write the name of one (openai, anthropic, …), "@NAME" for one of the config, or ${PASSTHROUGH} with ${headerOf('custom-host')}`

type Providers = PortkeyOptions['providers']

function named(name: string, caller: Caller, providers: Providers): Found | undefined {
  const entry = providers.get(name)
  if (entry !== undefined) return mayUse(caller, entry) ? { name, provider: entry.provider, entry } : undefined
  return name === PASSTHROUGH ? { name, provider: custom, entry: undefined } : undefined
}

/** By the name that this dialect has for it. */
function otherwise(name: string, caller: Caller, providers: Providers): Found | undefined {
  if (providers.has(name)) return undefined
  const here = nameHere(name)
  if (here !== name) {
    const found = named(here, caller, providers)
    return found === undefined ? undefined : { ...found, name }
  }
  return isAddressless(name) ? { name, provider: custom, entry: undefined } : undefined
}

import type { Caller } from '../../exchange.ts'
import type { Route, Sender } from '../../plan.ts'
import type { Detected, Provider } from '../../providers/provider.ts'
import { namedDeployments } from '../../send/named-deployments.ts'
import type { Target } from '../../send/target.ts'
import { toTarget } from '../../send/to-target.ts'
import type { Ask } from './ask.ts'
import { PLAIN_HEADERS } from './config-keys.ts'
import { type Found, findProvider, findSlug } from './find-provider.ts'
import { isFieldText } from './header-text.ts'
import { mayUse } from './may-use.ts'
import { slugInModel, withoutSlug } from './model-slug.ts'
import type { PortkeyOptions } from './options.ts'
import { readAsk } from './read-ask.ts'
import { badControl } from './refusals.ts'
import { targetOf } from './target-of.ts'

/** What some control headers come to, worked out once for all requests that bear the same. */
export interface CompiledAsk {
  readonly route: Route
  readonly provider: Provider
  /** Headers for the target that have a control of their own; flat. */
  readonly lines: readonly string[]
  readonly patience: number
  readonly option: string
  rest(path: string): string
  last: PathRead | undefined
}

/** What a path comes to below the target's base. */
export interface PathRead {
  readonly method: string
  readonly path: string
  readonly rest: string
  readonly detected: Detected
}

interface Asking {
  readonly controls: ReadonlyMap<string, string>
  readonly caller: Caller
  /** From the model's name, where the headers name no provider. */
  readonly slug: string | undefined
}

/** undefined where neither headers nor slug name a provider. */
export function compileAsk({ controls, caller, slug }: Asking, options: PortkeyOptions): CompiledAsk | undefined {
  const ask = readAsk(controls, (id) => {
    const stored = options.configs.get(id)
    return stored !== undefined && mayUse(caller, stored) ? stored.value : undefined
  })
  const found = findProvider(ask, caller, options) ?? (slug === undefined ? undefined : findSlug(slug, caller, options))
  if (found === undefined) return undefined
  const { target, rest } = targetOf(ask, found, options)
  const route = routeTo(found, target)
  return {
    route,
    provider: target.provider,
    lines: linesOf(ask),
    patience: ask.patience,
    option: ask.option,
    rest,
    last: undefined,
  }
}

function routeTo({ name }: Found, target: Target): Route {
  return {
    name: `portkey ${name}`,
    door: 'dialects',
    open: false,
    provider: target.provider,
    errors: 'openai',
    methods: undefined,
    rules: [],
    taps: [],
    send: senderTo(target, name),
  }
}

/** A model may repeat the provider that the headers name; only then is the body another. */
function senderTo(target: Target, name: string): Sender {
  const plain = leafTo(target)
  const edited = leafTo({ ...target, edit: withoutSlug(name) })
  return (exchange, kit) => {
    const slug = slugInModel(exchange)
    if (slug instanceof Promise) return slug.then((late) => (late === name ? edited : plain)(exchange, kit))
    return (slug === name ? edited : plain)(exchange, kit)
  }
}

function leafTo(target: Target): Sender {
  const deployments = target.paths?.deployments
  return deployments === undefined ? toTarget(target) : namedDeployments(target, deployments)
}

function linesOf({ said }: Ask): string[] {
  return Object.entries(PLAIN_HEADERS).flatMap(([key, header]) => {
    const value = said.get(key)
    if (value === undefined) return []
    if (!isFieldText(value.text)) throw badControl(value.where, "it holds characters that a header can't carry")
    return [header, value.text.trim()]
  })
}

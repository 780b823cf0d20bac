import type { Sender } from '../../plan.ts'
import { inTurn, override } from '../../send/override.ts'
import { senderTo } from '../../send/sender-to.ts'
import type { Target, Timeouts } from '../../send/target.ts'
import type { Manner } from '../../send/tree/build-leaf.ts'
import type { SentModel } from '../../send/tree/key-pool.ts'
import type { Ask } from './ask.ts'
import type { Asking } from './compile-ask.ts'
import { PLAIN_HEADERS } from './config-keys.ts'
import { type Found, findProvider, findSlug } from './find-provider.ts'
import { isFieldText } from './header-text.ts'
import { slugInModel, slugOf, withoutSlug } from './model-slug.ts'
import type { PortkeyOptions } from './options.ts'
import { badControl } from './refusals.ts'
import { targetOf } from './target-of.ts'

/** One thing that is asked for, looked up. */
export interface AskedLeaf {
  readonly found: Found
  readonly target: Target
  readonly manner: Manner
  /** What stands below the target's base for the path that the client asked for. */
  rest(path: string): string
  sender(target: Target): Sender
  /** The model that it gets in place of the asked one. */
  readonly model: SentModel
}

/** undefined where neither the ask, nor the model that it sets, nor the slug of the request's own model names a provider. */
export function compileLeaf(
  ask: Ask,
  { caller, controls }: Pick<Asking, 'caller' | 'controls'>,
  slug: string | undefined,
  options: PortkeyOptions,
): AskedLeaf | undefined {
  const set = ask.policies.override?.model
  const own = slugOf(typeof set === 'string' ? set : undefined) ?? slug
  const found = findProvider(ask, caller, options) ?? (own === undefined ? undefined : findSlug(own, caller, options))
  if (found === undefined) return undefined
  const { target, rest } = targetOf(ask, found, options)
  const edit = ask.policies.override === undefined ? undefined : override(withoutOwnSlug(ask.policies.override, found))
  return {
    found,
    rest,
    target: {
      ...target,
      edit: inTurn(target.edit, edit),
      option: ask.option,
      fill: linesOf(ask),
      timeouts: timeoutsOf(target.timeouts, ask, controls),
      patience: patienceOf(ask, controls),
    },
    manner: mannerOf(ask, found, target),
    sender: (to) => senderWithoutSlug(to, found.name),
    model: (asked) => modelOf(ask, asked)?.replace(`@${found.name}/`, ''),
  }
}

/** As it is set, else as the request names it. */
function modelOf({ policies }: Ask, asked: string | undefined): string | undefined {
  const set = policies.override?.model
  return typeof set === 'string' ? set : asked
}

/** How its provider is asked, as far as it is the provider that is asked. */
function mannerOf({ policies }: Ask, { entry }: Found, target: Target): Manner {
  const own = entry?.manner ?? {}
  const isOwn =
    entry?.target !== undefined && entry.target.credential === target.credential && entry.target.place === target.place
  const { keys: _, health: __, ...others } = own
  return { ...(isOwn ? own : others), ...(policies.retry === undefined ? {} : { retry: policies.retry }) }
}

/** A model may repeat the provider that is named beside it; only then is the body another. */
function senderWithoutSlug(target: Target, name: string): Sender {
  const plain = senderTo(target)
  const edited = senderTo({ ...target, edit: inTurn(withoutSlug(name), target.edit) })
  return (exchange, kit) => {
    const slug = slugInModel(exchange)
    if (slug instanceof Promise) return slug.then((late) => (late === name ? edited : plain)(exchange, kit))
    return (slug === name ? edited : plain)(exchange, kit)
  }
}

function withoutOwnSlug(patch: Readonly<Record<string, unknown>>, { name }: Found): Readonly<Record<string, unknown>> {
  const { model } = patch
  const prefix = `@${name}/`
  if (typeof model !== 'string' || !model.startsWith(prefix)) return patch
  return { ...patch, model: model.slice(prefix.length) }
}

/** Headers for the target that have a control of their own; they fill in where the request has none. */
function linesOf({ said }: Ask): readonly string[] | undefined {
  const lines = Object.entries(PLAIN_HEADERS).flatMap(([key, header]) => {
    const value = said.get(key)
    if (value === undefined) return []
    if (!isFieldText(value.text)) throw badControl(value.where, "it holds characters that a header can't carry")
    return [header, value.text.trim()]
  })
  return lines.length === 0 ? undefined : lines
}

/** ms that a request's own config will wait: that is the caller's word, and says nothing of the target. */
export function patienceOf(ask: Ask, controls: ReadonlyMap<string, string>): number {
  return isStored(controls) ? 0 : waitOf(ask, controls)
}

/** What the operator's config says is his word about the target, like any other of his timeouts. */
export function timeoutsOf(own: Timeouts, ask: Ask, controls: ReadonlyMap<string, string>): Timeouts {
  return isStored(controls) ? { ...own, firstByte: shorter(own.firstByte, waitOf(ask, controls)) } : own
}

/** Whether the config is one of the operator's, and not the request's own. */
export function isStored(controls: ReadonlyMap<string, string>): boolean {
  return controls.get('config')?.startsWith('pc-') === true
}

/** What a header says of this one request counts more than what its config says of all. */
function waitOf({ patience }: Ask, controls: ReadonlyMap<string, string>): number {
  return controls.has('request-timeout') ? 0 : patience
}

/** 0 is none: a request may ask for less time than the config gives, not for more. */
function shorter(a: number, b: number): number {
  return a === 0 || b === 0 ? a + b : Math.min(a, b)
}

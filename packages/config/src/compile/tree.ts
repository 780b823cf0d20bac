import {
  type Branch,
  buildGroup,
  buildLeaf,
  buildOriginal,
  compileStar,
  compileTriggers,
  findByDoors,
  inTurn,
  type LeafPlan,
  mayRepeat,
  override,
  type Provider,
  type Route,
  ruled,
  type Sender,
  type Strategy,
  senderTo,
  type Target,
  type Timeouts,
  type Tree,
  trunk,
  withModel,
} from '@strait/core'
import type { Config } from '../schema/config.ts'
import type { Override } from '../schema/override.ts'
import type { RouteConfig } from '../schema/route.ts'
import type { Group, Node, Original, Policies, Upstream } from '../schema/target.ts'
import type { TimeoutsOverride } from '../schema/timeouts.ts'
import { adapterSender, unconfigured } from './answered-here.ts'
import { mannerOf, policiesOf } from './manner.ts'
import { entryFor, type ProviderEntry } from './provider-entries.ts'
import { rulesOf } from './rules-of.ts'
import { compileTarget, joinRuleOf } from './targets.ts'

export interface TreeOptions {
  /** The route's, and the beginning of the names of its targets. */
  readonly name: string
  /** What is known of its targets is kept below it. Names can be put together in more than one way, this can't. */
  readonly id: string
  readonly route: RouteConfig
  /** Of the models that come here. */
  readonly pattern: string
  readonly entries: ReadonlyMap<string, ProviderEntry>
  readonly config: Config
}

export interface Planted {
  readonly send: Sender
  /** The only provider that it can lead to; undefined where there are several, or none that is known by now. */
  readonly entry: ProviderEntry | undefined
  /** Whose paths these are: several may be of one type. Undefined where nobody can say. */
  readonly provider: Provider | undefined
  /** Where it is one target alone. */
  readonly leaf: Route['leaf']
}

/** One of the places of the config, or a tree of them, as a sender. */
export function plant(node: Node, options: TreeOptions): Planted {
  return new Planter(options).plant(node)
}

export function treeOf(id: string, { retry_budget: budget, bounds }: Config): Tree {
  return { name: id, attempts: Number.POSITIVE_INFINITY, budget, replay: bounds.replay }
}

interface Spot {
  readonly option: string
  readonly name: string
  readonly id: string
  readonly inherited: Policies
  /** Others stand beside it. */
  readonly watched: boolean
}

class Planter {
  readonly #options: TreeOptions
  readonly #tree: Tree
  readonly #entries = new Set<ProviderEntry>()
  #originals = false
  #repeats = false
  #leaf: Route['leaf']

  constructor(options: TreeOptions) {
    this.#options = options
    this.#tree = treeOf(options.id, options.config)
  }

  plant(node: Node): Planted {
    const { name, id } = this.#options
    const branch = this.#branch(node, { option: 'to', name, id, inherited: {}, watched: false })
    const entries = this.#originals ? [] : [...this.#entries]
    const [first] = entries
    return {
      send: this.#repeats ? trunk(this.#tree, branch.send) : branch.send,
      entry: entries.length === 1 ? first : undefined,
      provider: entries.every(({ provider }) => provider === first?.provider) ? first?.provider : undefined,
      leaf: node.kind === 'tree' ? undefined : this.#leaf,
    }
  }

  #branch(node: Node, spot: Spot): Branch {
    switch (node.kind) {
      case 'tree':
        return this.#group(node, spot)
      case 'passthrough':
        return this.#original(node, spot)
      case 'adapter':
        return plain(node, spot, adapterSender(node.adapter))
      case 'url':
      case 'provider':
        return this.#upstream(node, spot)
      default:
        return node satisfies never
    }
  }

  #group(group: Group, { option, name, id, inherited }: Spot): Branch {
    const { targets, strategy } = group
    // Of a choice no other is asked, and nothing has to be held for it.
    if (targets.length > 1 && strategy !== 'conditional') this.#repeats = true
    const below = inheritedBy(group, inherited)
    const branches = targets.map((target, i) => {
      const own = 'name' in target ? target.name : undefined
      return this.#branch(target, {
        option: `${option}.targets[${i}]`,
        name: `${name}/${own ?? i}`,
        id: `${id}\n${own === undefined ? `#${i}` : `=${own}`}`,
        inherited: below,
        watched: targets.length > 1,
      })
    })
    return buildGroup({ name, weight: group.weight ?? 1, strategy: strategyOf(group) }, branches, this.#tree)
  }

  #upstream(to: Upstream, spot: Spot): Branch {
    const { route, entries, config } = this.#options
    const { option, name, id, inherited, watched } = spot
    const entry = entryFor(to, name, entries)
    this.#entries.add(entry)
    const join = joinRuleOf(route.path, to)
    const levels = [route.timeouts, inherited.timeouts, to.timeouts]
    const target = compileTarget({ name, entry, config, join, to, timeouts: levels })
    if (target === undefined) return plain(to, spot, unconfigured(entry))
    const manner = mannerOf(entry, id, to, inherited)
    if (mayRepeat(manner)) this.#repeats = true
    const own: Target = { ...target, option, recode: to.override_encoded ?? inherited.override_encoded }
    const sending = this.#overriding({ ...inherited.override, ...to.override })
    this.#leaf = { target: own, manner, ...sending }
    const leaf = buildLeaf({ target: own, id, weight: to.weight ?? 1, manner, watched, ...sending }, this.#tree)
    // Of a place alone the route asks, before anything is sent.
    return option === 'to' ? leaf : { ...leaf, send: ruled(rulesOf(entry), leaf.send) }
  }

  #original(to: Original, { option, name, inherited }: Spot): Branch {
    this.#repeats = true
    this.#originals = true
    const { route } = this.#options
    return buildOriginal(
      {
        option,
        name,
        weight: to.weight ?? 1,
        manner: policiesOf(to, inherited),
        timeouts: (own) => retimed(own, [route.timeouts, inherited.timeouts, to.timeouts]),
        edit: to.override === undefined ? undefined : override(to.override),
        recode: to.override_encoded ?? inherited.override_encoded,
        find: findByDoors,
      },
      this.#tree,
    )
  }

  /** What of the body goes otherwise than it came. A model that is made of the asked one is no word about other bodies. */
  #overriding(patch: Override): Required<Pick<LeafPlan, 'sender' | 'model'>> {
    const { model, ...others } = patch
    const isTemplate = typeof model === 'string' && model.includes('{rest}')
    const fixed = isTemplate ? others : patch
    const edited = (target: Target): Target =>
      Object.keys(fixed).length === 0 ? target : { ...target, edit: inTurn(target.edit, override(fixed)) }
    if (!isTemplate) {
      const set = typeof model === 'string' ? model : undefined
      return {
        sender: (target) => senderTo(edited(target)),
        model: (asked, { arrival }) => (arrival.kind === 'upgrade' ? asked : (set ?? asked)),
      }
    }
    const star = compileStar(this.#options.pattern)
    const nameFor = (asked: string) => model.replaceAll('{rest}', () => star.match(asked) ?? asked)
    return {
      sender: (target) => withModel(edited(target), nameFor, senderTo),
      model: (asked) => (asked === undefined ? undefined : nameFor(asked)),
    }
  }
}

/** It answers here, and needs no watching. */
function plain({ weight = 1 }: { weight?: number | undefined }, { name }: Spot, send: Sender): Branch {
  return { name, weight, send, fit: () => true, load: () => 0, latency: () => undefined }
}

/** What a group hands down: a child's own word replaces it, override member by member. */
function inheritedBy(group: Policies, above: Policies): Policies {
  return {
    retry: group.retry ?? above.retry,
    breaker: group.breaker ?? above.breaker,
    hedge: group.hedge ?? above.hedge,
    timeouts: { ...above.timeouts, ...group.timeouts },
    override: { ...above.override, ...group.override },
    override_encoded: group.override_encoded ?? above.override_encoded,
  }
}

/** Names in `use` and `else` are there: that was checked when the file was read. */
function strategyOf({ strategy, targets, on, by, sticky, when = [], else: otherwise }: Group): Strategy {
  const at = (name: string) => targets.findIndex((target) => 'name' in target && target.name === name)
  const triggers = on === undefined ? undefined : compileTriggers(on)
  switch (strategy) {
    case 'single':
      return { kind: strategy }
    case 'fallback':
      return { kind: strategy, on: triggers }
    case 'loadbalance':
      return { kind: strategy, by, sticky, on: triggers }
    case 'conditional': {
      const choices = when.map(({ if: query, use }) => ({ query, use: at(use) }))
      return { kind: strategy, when: choices, otherwise: otherwise === undefined ? undefined : at(otherwise) }
    }
    default:
      return strategy satisfies never
  }
}

function retimed(own: Timeouts, levels: readonly (TimeoutsOverride | undefined)[]): Timeouts {
  const pick = (name: keyof TimeoutsOverride, from: number) =>
    levels.reduce<number>((value, level) => level?.[name] ?? value, from)
  return {
    connect: pick('connect', own.connect),
    continue: pick('continue', own.continue),
    firstByte: pick('first_byte', own.firstByte),
    idle: pick('idle', own.idle),
    total: pick('total', own.total),
  }
}
